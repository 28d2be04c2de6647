/**
 * Batch work on Spark. Start from {@link io.nearfield.spark.LakeSession}, which opens a session
 * that sees the lake's tables; each package below is one step of the way of the data.
 *
 * <p>Allowed imports: Spark, {@code io.nearfield.connect} and {@code io.nearfield.index}. No
 * mathematics and no I/O format lives here: stages wire, spread and sum up.
 */
package io.nearfield.spark;
