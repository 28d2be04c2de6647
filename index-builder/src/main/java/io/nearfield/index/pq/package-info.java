/**
 * Product quantization. Start from {@link io.nearfield.index.pq.ProductQuantizer}.
 *
 * <p>Allowed imports: the JDK, {@code code}, {@code kmeans}, {@code kernel}, {@code parallel} and
 * the value types of the module.
 */
package io.nearfield.index.pq;
