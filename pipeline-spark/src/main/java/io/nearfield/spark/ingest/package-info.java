/**
 * From files to the {@code items} table. Start from {@link io.nearfield.spark.ingest.IngestAction}.
 *
 * <p>Allowed imports: Spark, Hadoop's file system, {@code io.nearfield.connect}.
 */
package io.nearfield.spark.ingest;
