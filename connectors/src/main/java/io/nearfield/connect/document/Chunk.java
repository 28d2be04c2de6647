package io.nearfield.connect.document;

/**
 * A passage of a document.
 *
 * @param number from 0
 * @param text {@code document.text().substring(from, to)}
 * @param from first UTF-16 code unit
 * @param to the one after the last
 * @param page the page it begins on, from 1; 0 if there are none
 * @param chapter null if there is none
 */
public record Chunk(int number, String text, int from, int to, int page, String chapter) {}
