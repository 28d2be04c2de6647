package io.nearfield.index.search;

import java.util.Arrays;

/** Puts what was found in the order of the answer: by distance, ties by id. */
final class Ranking {

  final long[] ids;
  final float[] distances;

  private Ranking(int size) {
    this.ids = new long[size];
    this.distances = new float[size];
  }

  /**
   * The first {@code most}.
   *
   * @param best keys are minus the distance, or the distance when the farthest come first
   */
  static Ranking of(Candidates best, int most, boolean farthest, Parts parts, Scratch scratch) {
    best.select();
    int found = best.size();
    long[] order = scratch.longs(found);
    for (int i = 0; i < found; i++) {
      // The greatest key first: its bits, made to sort downwards, above the place.
      order[i] = (long) ~sortable(best.key(i)) << 32 | i;
    }
    Arrays.sort(order, 0, found);
    Ranking ranking = new Ranking(found);
    for (int i = 0; i < found; i++) {
      int place = (int) order[i];
      float key = best.key(place);
      ranking.distances[i] = farthest ? key : 0f - key;
      ranking.ids[i] = parts.id(best.entry(place));
    }
    ranking.sortTies();
    return found <= most ? ranking : ranking.first(most);
  }

  private void sortTies() {
    int from = 0;
    for (int i = 1; i <= ids.length; i++) {
      if (i == ids.length || distances[i] != distances[from]) {
        if (i - from > 1) {
          Arrays.sort(ids, from, i);
        }
        from = i;
      }
    }
  }

  private Ranking first(int most) {
    Ranking first = new Ranking(most);
    System.arraycopy(ids, 0, first.ids, 0, most);
    System.arraycopy(distances, 0, first.distances, 0, most);
    return first;
  }

  /** Integers in the order of the floats. */
  private static int sortable(float key) {
    int bits = Float.floatToIntBits(key + 0f); // -0 becomes 0
    return bits ^ ((bits >> 31) & 0x7fffffff);
  }
}
