package io.nearfield.flink.operator;

import io.nearfield.flink.message.Announced;
import io.nearfield.flink.message.Found;
import io.nearfield.flink.message.PartialAnswer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One answer beside its truth, as both come in. */
final class GradedAnswer {

  /** Where an entity's distance was computed in another order, the last digits may differ. */
  private static final float TIE = 1e-5f;

  private final List<Near> truth = new ArrayList<>();
  private Announced announced;
  private List<Found> answered;
  private int truths;
  private boolean failed;

  private record Near(Found found, int partition) {}

  /** What one partition was asked for, and what of it was answered. */
  record Share(List<String> truth, List<String> right) {}

  void add(PartialAnswer part) {
    if (part.announced() != null) {
      announced = part.announced();
      answered = part.found();
      return;
    }
    truths++;
    failed |= part.failure() != null;
    part.found().forEach(found -> truth.add(new Near(found, part.partition())));
  }

  boolean isComplete() {
    return announced != null && truths >= announced.truths();
  }

  boolean hasFailed() {
    return failed;
  }

  long generation() {
    return announced.generation();
  }

  /** The true k nearest by the partition they lie in, and which of them were answered. */
  Map<Integer, Share> shares() {
    List<Near> nearest =
        truth.stream().sorted(Comparator.comparing(Near::found)).limit(announced.k()).toList();
    float last = nearest.isEmpty() ? 0 : nearest.get(nearest.size() - 1).found().distance();
    Set<String> ids = new HashSet<>();
    int asNear = 0;
    for (Found found : answered) {
      ids.add(found.entityId());
      asNear += found.distance() <= last + TIE * Math.max(1e-3f, Math.abs(last)) ? 1 : 0;
    }
    Map<Integer, Share> shares = new TreeMap<>();
    for (Near near : nearest) {
      Share share =
          shares.computeIfAbsent(
              near.partition(), p -> new Share(new ArrayList<>(), new ArrayList<>()));
      String id = near.found().entityId();
      share.truth().add(id);
      if (ids.contains(id)) {
        share.right().add(id);
        asNear--;
      }
    }
    // What is as near as the last of the true is as right: it stands for one that was left out.
    for (Share share : shares.values()) {
      for (String id : share.truth()) {
        if (asNear > 0 && !ids.contains(id)) {
          share.right().add(id);
          asNear--;
        }
      }
    }
    return shares;
  }
}
