/**
 * Training of the rotation before a product quantizer. Start from {@link
 * io.nearfield.index.opq.OpqTrainer}.
 *
 * <p>Allowed imports: the JDK, {@code code}, {@code pq}, {@code kmeans}, {@code kernel}, {@code
 * parallel} and the value types of the module.
 */
package io.nearfield.index.opq;
