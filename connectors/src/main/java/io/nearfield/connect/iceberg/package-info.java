/**
 * The open tables of a warehouse, on any Iceberg catalog: items, feature sets, indexes and their
 * generations, dead letters, runs. Start from {@link io.nearfield.connect.iceberg.Lake}.
 *
 * <p>Allowed imports: the JDK, Iceberg, Hadoop, Jackson, {@code connect.api} and index-builder. The
 * tables are described for readers of other engines in {@code docs/tables.md}.
 */
package io.nearfield.connect.iceberg;
