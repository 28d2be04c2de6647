/**
 * The mathematics of nearest-neighbour search: what an index is ({@link
 * io.nearfield.index.IndexSpec}), what near means ({@link io.nearfield.index.Metric}), how it is
 * trained and what training gives. Start from {@link io.nearfield.index.TrainedIndex}.
 *
 * <p>The packages below, each of which may know only those before it and the value types here:
 * {@code kernel} and {@code parallel}, {@code kmeans}, {@code code}, then {@code pq}, {@code sq}
 * and {@code ivf}, {@code format}, {@code search}.
 *
 * <p>Allowed imports: the JDK alone.
 */
package io.nearfield.index;
