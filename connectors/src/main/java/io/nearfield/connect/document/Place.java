package io.nearfield.connect.document;

import java.io.Serializable;

/**
 * Where a stretch of a document's text is found in it. It holds from {@code from} up to the next
 * place.
 *
 * @param from in UTF-16 code units of the extracted text
 * @param page from 1; 0 if the document has no pages
 * @param chapter the heading or title above; null if there is none
 */
public record Place(int from, int page, String chapter) implements Serializable {}
