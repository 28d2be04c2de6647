/**
 * K-means, and "which centroid is nearest" for everything that asks it. Start from {@link
 * io.nearfield.index.kmeans.KMeans}.
 *
 * <p>Allowed imports: the JDK, {@code kernel}, {@code parallel} and the value types of the module.
 */
package io.nearfield.index.kmeans;
