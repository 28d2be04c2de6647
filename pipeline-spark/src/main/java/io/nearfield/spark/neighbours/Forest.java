package io.nearfield.spark.neighbours;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets of ids that are joined pair by pair. It tells which pairs joined two sets: those alone say
 * as much about who belongs together as all pairs. (R. E. Tarjan, 1975.)
 */
final class Forest {

  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<Integer> parents = new ArrayList<>();

  /** Joins the sets of two ids; false if they were one already. */
  boolean join(String a, String b) {
    int rootA = root(number(a));
    int rootB = root(number(b));
    if (rootA == rootB) {
      return false;
    }
    parents.set(Math.max(rootA, rootB), Math.min(rootA, rootB));
    return true;
  }

  private int number(String id) {
    return numbers.computeIfAbsent(
        id,
        first -> {
          parents.add(parents.size());
          return parents.size() - 1;
        });
  }

  private int root(int number) {
    int at = number;
    while (parents.get(at) != at) {
      parents.set(at, parents.get(parents.get(at)));
      at = parents.get(at);
    }
    return at;
  }
}
