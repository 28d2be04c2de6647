package io.nearfield.connect.lookup;

/**
 * What an item says, for people who read an answer.
 *
 * @param uri where it came from
 * @param mediaType IANA media type
 * @param text its text, or null for pictures
 */
public record ItemText(String uri, String mediaType, String text) {}
