/**
 * Hashes by random hyperplanes. Start from {@link io.nearfield.index.lsh.SignHash}.
 *
 * <p>Allowed imports: the JDK, {@code code}, {@code kernel} and the value types of the module.
 */
package io.nearfield.index.lsh;
