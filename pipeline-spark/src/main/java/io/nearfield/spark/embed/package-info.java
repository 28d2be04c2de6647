/**
 * From the {@code items} table to a feature set: a vector for each item. Start from {@link
 * io.nearfield.spark.embed.EmbedAction}.
 *
 * <p>Allowed imports: Spark, Hadoop's file system, {@code io.nearfield.connect}.
 */
package io.nearfield.spark.embed;
