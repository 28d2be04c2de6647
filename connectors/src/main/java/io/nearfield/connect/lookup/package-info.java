/**
 * Lookups in one JVM, straight from an index's table. Start from {@link
 * io.nearfield.connect.lookup.IndexSearcher}.
 *
 * <p>Allowed imports: the JDK, {@code connect.api}, {@code connect.document}, {@code
 * connect.filter}, {@code connect.iceberg} with its closeable iterable, and index-builder.
 */
package io.nearfield.connect.lookup;
