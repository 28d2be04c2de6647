/**
 * Scalar quantization: one byte per dimension. Start from {@link
 * io.nearfield.index.sq.ScalarQuantizer}.
 *
 * <p>Allowed imports: the JDK, {@code code}, {@code kernel} and the value types of the module.
 */
package io.nearfield.index.sq;
