/**
 * Vectors that somebody else computed, on their way in: lines of JSON. Start from {@link
 * io.nearfield.connect.feature.VectorLine}.
 *
 * <p>Allowed imports: Jackson and {@code connect.api}.
 */
package io.nearfield.connect.feature;
