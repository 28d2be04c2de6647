/**
 * Feature sets beside embedding: vectors that are handed in or imported, and the move from one
 * model to another. Start from {@link io.nearfield.spark.features.ImportVectorsAction}.
 *
 * <p>Allowed imports: Spark, {@code io.nearfield.connect}, the readers of {@code
 * io.nearfield.index.vectors}, and the actions of embedding and building.
 */
package io.nearfield.spark.features;
