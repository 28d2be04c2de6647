/**
 * Questions as other systems' users write them, and what is needed to answer them: filters over all
 * that is known of an item, views, Dataloop's query documents, SuperDuperDB's semantic indexes.
 * Start from {@link io.nearfield.connect.query.Queries}; a lookup is narrowed to a view, or by a
 * filter that the index alone cannot decide, with {@link io.nearfield.connect.query.LookupScope}.
 *
 * <p>Allowed imports: the JDK, Jackson, {@code connect.api}, {@code connect.filter}, {@code
 * connect.iceberg} with its tables, and index-builder's kernels.
 */
package io.nearfield.connect.query;
