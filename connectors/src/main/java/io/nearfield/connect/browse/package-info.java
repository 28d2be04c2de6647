/**
 * What people look at before and after a lookup: which values the attributes of a dataset have, and
 * where the entries of an index lie on a map. Start from {@link io.nearfield.connect.browse.Facets}
 * and {@link io.nearfield.connect.browse.IndexMaps}.
 *
 * <p>Allowed imports: the JDK, {@code connect.api}, {@code connect.iceberg} with its table readers,
 * and index-builder.
 */
package io.nearfield.connect.browse;
