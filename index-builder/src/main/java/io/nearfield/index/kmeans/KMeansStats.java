package io.nearfield.index.kmeans;

/**
 * One iteration, measured after assignment.
 *
 * @param iteration counts from 1
 * @param objective sum of squared distances of the rows to their nearest centroid
 * @param imbalance 1 for clusters of equal size, clusters for one that holds all: clusters * sum of
 *     size^2 / rows^2
 * @param splits how many empty clusters took a row from the largest one
 */
public record KMeansStats(int iteration, double objective, double imbalance, int splits) {}
