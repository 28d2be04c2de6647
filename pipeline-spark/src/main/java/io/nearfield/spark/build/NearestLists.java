package io.nearfield.spark.build;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The nearest few for each of several questions, gathered task by task and merged pairwise on the
 * way to the driver. Ties go by entity id, so the order of merging does not matter.
 */
final class NearestLists implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int depth;
  private final List<ArrayList<Near>> lists;

  /**
   * @param questions how many lists
   * @param depth how many are kept in each
   */
  NearestLists(int questions, int depth) {
    this.depth = depth;
    this.lists = new ArrayList<>(questions);
    for (int i = 0; i < questions; i++) {
      lists.add(new ArrayList<>());
    }
  }

  /** An entity and how far it is. */
  record Near(String entityId, float distance) implements Comparable<Near>, Serializable {
    @Override
    public int compareTo(Near other) {
      int byDistance = Float.compare(distance, other.distance);
      return byDistance == 0 ? entityId.compareTo(other.entityId) : byDistance;
    }
  }

  /** Adds to a list, of which the farthest beyond its depth are forgotten. */
  void add(int question, List<Near> more) {
    ArrayList<Near> list = lists.get(question);
    list.addAll(more);
    Collections.sort(list);
    if (list.size() > depth) {
      list.subList(depth, list.size()).clear();
    }
  }

  /** Takes in the lists of another task. */
  NearestLists merge(NearestLists other) {
    for (int question = 0; question < lists.size(); question++) {
      add(question, other.lists.get(question));
    }
    return this;
  }

  /** The nearest of a question, nearest first. */
  List<Near> of(int question) {
    return Collections.unmodifiableList(lists.get(question));
  }
}
