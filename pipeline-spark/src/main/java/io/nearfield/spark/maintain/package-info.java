/**
 * Keeps tables fast and small while others write them. Start from {@link
 * io.nearfield.spark.maintain.MaintainAction}.
 *
 * <p>Allowed imports: Spark, Iceberg and its Spark actions, {@code io.nearfield.connect}, {@code
 * io.nearfield.spark.run}.
 */
package io.nearfield.spark.maintain;
