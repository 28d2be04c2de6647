/**
 * Documents: the text of PDF, EPUB, HTML, DOCX, ODT and RTF files with the places in it, and the
 * cutting of texts into chunks. Start from {@link io.nearfield.connect.document.IsolatedParsers}
 * and {@link io.nearfield.connect.document.Chunker}.
 *
 * <p>Allowed imports: the JDK, Apache Tika and what it parses with. No engine, so that a parser
 * runs in a small process of its own.
 */
package io.nearfield.connect.document;
