/**
 * Internal: inner products, distances, blocked products and table scans over flat float arrays, by
 * the vector unit or in plain Java. Start from {@link io.nearfield.index.kernel.VectorKernels}.
 *
 * <p>Allowed imports: the JDK; {@code jdk.incubator.vector} in one class.
 */
package io.nearfield.index.kernel;
