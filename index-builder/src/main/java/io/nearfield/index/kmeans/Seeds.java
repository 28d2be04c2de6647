package io.nearfield.index.kmeans;

import io.nearfield.index.VectorBatch;

/**
 * What k-means starts from.
 *
 * @param centroids the first centroids
 * @param clusters a cluster of each row to begin with; null when nothing is known
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Seeds(VectorBatch centroids, int[] clusters) {}
