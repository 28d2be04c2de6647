/**
 * Nearfield as a library: datasets, feature sets, indexes and lookups from a program of one's own,
 * without an engine. Start from {@link io.nearfield.connect.Nearfield}.
 *
 * <p>Allowed imports: the JDK, {@code connect.api}, {@code connect.iceberg}, {@code
 * connect.lookup}, {@code connect.onnx}, index-builder. Nothing else in {@code connect} may import
 * this package.
 */
package io.nearfield.connect;
