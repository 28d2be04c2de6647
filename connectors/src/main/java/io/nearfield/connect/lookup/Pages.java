package io.nearfield.connect.lookup;

import io.nearfield.connect.api.Lookup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Cuts pages out of approximate answers so that they neither overlap nor leave anything out.
 *
 * <p>A search for more neighbours compares more candidates, so its first k need not be the k of a
 * search for k. The pages therefore follow one sequence that does not depend on which of them is
 * asked for: the answer to a search for one page, then what a search for twice as many adds, and so
 * on. A page costs at most about twice the deepest search.
 */
final class Pages {

  private Pages() {}

  /**
   * One page.
   *
   * @param extent which
   * @param nearest gives so many neighbours, nearest first, or all if there are fewer
   * @param id tells neighbours apart
   */
  static <T> List<T> page(
      Lookup.Extent extent, IntFunction<List<T>> nearest, Function<T, String> id) {
    List<T> sequence = new ArrayList<>();
    Set<String> known = new HashSet<>();
    int depth = extent.k();
    while (true) {
      List<T> found = nearest.apply(depth);
      for (T one : found) {
        if (sequence.size() < depth && known.add(id.apply(one))) {
          sequence.add(one);
        }
      }
      if (depth >= extent.reach() || found.size() < depth) {
        return part(sequence, extent);
      }
      depth = (int) Math.min(2L * depth, Lookup.MAX_K);
    }
  }

  /** The page of a list that begins with the first page. */
  static <T> List<T> part(List<T> all, Lookup.Extent extent) {
    return all.subList(Math.min(extent.offset(), all.size()), Math.min(extent.reach(), all.size()));
  }
}
