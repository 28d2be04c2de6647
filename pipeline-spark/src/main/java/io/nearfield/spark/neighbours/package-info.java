/**
 * What all entries of an index are to each other: each one's nearest neighbours, and groups that
 * are nearly the same. Start from {@link io.nearfield.spark.neighbours.NeighboursAction}.
 *
 * <p>Allowed imports: Spark, {@code io.nearfield.index}, {@code io.nearfield.connect}, {@code
 * io.nearfield.spark.search} for what reads partitions, {@code io.nearfield.spark.run}.
 */
package io.nearfield.spark.neighbours;
