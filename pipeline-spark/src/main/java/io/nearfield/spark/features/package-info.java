/**
 * Feature sets beside embedding: vectors that are handed in or imported, and the move from one
 * model to another. Start from {@link io.nearfield.spark.features.ImportVectorsAction}.
 *
 * <p>Allowed imports: Spark, {@code io.nearfield.connect}, the readers of {@code
 * io.nearfield.index.vectors}, the actions of embedding and building, and what reads lines and
 * items in {@code io.nearfield.spark.ingest}.
 */
package io.nearfield.spark.features;
