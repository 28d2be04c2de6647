package io.nearfield.jobs.http;

/**
 * One part of a form.
 *
 * @param name of the field
 * @param fileName as its sender calls it, or null for a plain field
 * @param mediaType as its sender says, or null
 * @param bytes what it holds
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Part(String name, String fileName, String mediaType, byte[] bytes) {}
