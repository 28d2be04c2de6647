/**
 * One bit per dimension with an unbiased estimate. Start from {@link
 * io.nearfield.index.rabitq.RaBitQ}.
 *
 * <p>Allowed imports: the JDK, {@code code}, {@code kernel} and the value types of the module.
 */
package io.nearfield.index.rabitq;
