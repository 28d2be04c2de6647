/**
 * Many lookups as one Spark job: queries are routed to the index partitions of their probed cells,
 * answered there and merged. Start from {@link io.nearfield.spark.search.BatchSearchAction}.
 *
 * <p>Allowed imports: Spark, Iceberg, {@code io.nearfield.connect}, {@code io.nearfield.index},
 * {@code io.nearfield.spark.run}.
 */
package io.nearfield.spark.search;
