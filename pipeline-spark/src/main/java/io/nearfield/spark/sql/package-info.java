/**
 * Functions over vectors, models and indexes for Spark SQL. Start from {@link
 * io.nearfield.spark.sql.NearfieldExtensions}.
 *
 * <p>Allowed imports: Spark SQL with its catalyst, {@code io.nearfield.index}, {@code
 * io.nearfield.connect}, {@code io.nearfield.spark.embed} for models that travel, {@code
 * io.nearfield.spark.search} for the names of columns.
 */
package io.nearfield.spark.sql;
