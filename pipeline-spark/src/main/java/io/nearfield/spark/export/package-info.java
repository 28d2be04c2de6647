/**
 * From a dataset's tables to files that others read. Start from {@link
 * io.nearfield.spark.export.ExportAction}.
 *
 * <p>Allowed imports: Spark, Hadoop's file system, {@code io.nearfield.connect}, and of {@code
 * io.nearfield.index} the writers of vector files and of FAISS files.
 */
package io.nearfield.spark.export;
