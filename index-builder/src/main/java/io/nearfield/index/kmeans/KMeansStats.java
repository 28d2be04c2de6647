package io.nearfield.index.kmeans;

/**
 * One iteration, measured after assignment.
 *
 * @param iteration counts from 1
 * @param objective sum of squared distances of the rows to the centroids they are assigned to
 * @param imbalance 1 for clusters of equal size, clusters for one that holds all: clusters * sum of
 *     size^2 / rows^2
 * @param longest the size of the largest cluster as a multiple of the mean size
 * @param splits how many clusters were split afterwards, to fill empty ones or because they were
 *     too large
 */
public record KMeansStats(
    int iteration, double objective, double imbalance, double longest, int splits) {

  KMeansStats plus(int iterations, double distances) {
    return new KMeansStats(
        iteration + iterations, objective + distances, imbalance, longest, splits);
  }
}
