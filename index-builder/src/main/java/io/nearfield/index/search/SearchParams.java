package io.nearfield.index.search;

/**
 * How to answer one query over the cells given.
 *
 * @param k how many neighbours are wanted, at least 1
 * @param rerankFactor how many candidates per wanted neighbour are compared again by full vectors;
 *     0 answers by codes alone
 * @param exact compare everything by full vectors and ignore the codes
 */
public record SearchParams(int k, int rerankFactor, boolean exact) {

  public SearchParams {
    if (k < 1) {
      throw new IllegalArgumentException("Cannot search: k must be at least 1, got " + k);
    }
    if (rerankFactor < 0) {
      throw new IllegalArgumentException(
          "Cannot search: the re-rank factor must be at least 0, got " + rerankFactor);
    }
  }

  /** By codes, then the best {@code 10 * k} by full vectors. */
  public static SearchParams of(int k) {
    return new SearchParams(k, 10, false);
  }

  /** By full vectors alone. */
  public static SearchParams exact(int k) {
    return new SearchParams(k, 0, true);
  }

  public SearchParams withRerankFactor(int newRerankFactor) {
    return new SearchParams(k, newRerankFactor, exact);
  }
}
