package io.nearfield.connect.lookup;

import io.nearfield.connect.api.Generation;

/**
 * When a lookup has seen enough, and how far it goes on until then. Whoever follows it gives the
 * same answers, alone or in a batch.
 *
 * <p>A filter thins the cells out, so the nearest that pass lie farther away than the nearest of
 * all. Probing therefore goes on, twice as many cells each time, until k are found and as many
 * entries have passed the filter as an unfiltered lookup would have seen (at most {@value
 * #ENOUGH_PER_NEIGHBOUR} per neighbour). If all cells do not give that, few pass, and these are
 * compared exactly.
 *
 * @param cells how many cells the index has
 * @param first how many cells, the nearest to the query, are probed first
 * @param k how many neighbours are wanted
 * @param enough how many entries must have passed the filter; 0 without a filter
 */
public record ProbingRule(int cells, int first, int k, long enough) {

  /** So many entries per neighbour that passed a filter are enough, however many there are. */
  public static final int ENOUGH_PER_NEIGHBOUR = 40;

  /**
   * The rule for one lookup.
   *
   * @param nprobe how many cells the lookup is to probe; all if there are fewer
   */
  public static ProbingRule of(Generation generation, int nprobe, int k, boolean filtered) {
    int cells = generation.spec().cells();
    int first = Math.min(nprobe, cells);
    long unfiltered = (long) ((double) generation.entries() * first / cells);
    long enough = Math.max(k, Math.min(unfiltered, (long) ENOUGH_PER_NEIGHBOUR * k));
    return new ProbingRule(cells, first, k, filtered ? enough : 0);
  }

  /** Whether an answer of so many hits, after so many entries that passed, is complete. */
  public boolean complete(long hits, long passed) {
    return hits >= k && passed >= enough;
  }

  /** How many cells are probed in all after the round that follows {@code probed} cells. */
  public int next(int probed) {
    return (int) Math.min(cells, 2L * probed);
  }
}
