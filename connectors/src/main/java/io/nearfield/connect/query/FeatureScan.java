package io.nearfield.connect.query;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.FeatureVector;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.iceberg.FeatureTable;
import io.nearfield.connect.iceberg.Lake;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Compares a vector with every vector of a feature set by any measure: for measures that no index
 * of the set has. Exact. O(vectors * dimension) time, heap for the answer alone.
 */
final class FeatureScan {

  private final FeatureTable table;
  private final Measure measure;

  FeatureScan(Lake lake, FeatureSet set, Measure measure) {
    this.table = lake.features(set);
    this.measure = measure;
  }

  /** The vector of an entity. */
  float[] vectorOf(String entityId) {
    FeatureVector vector = table.find(List.of(entityId)).get(entityId);
    if (vector == null) {
      throw new NearfieldException(
          "Cannot find feature '"
              + entityId
              + "' in feature set '"
              + table.set().name()
              + "' of dataset '"
              + table.set().dataset()
              + "'; give the id of an entity that has a vector there, or a vector");
    }
    return vector.vector();
  }

  /**
   * The neighbours.
   *
   * @param counts which entities may answer
   */
  Neighbours nearest(
      float[] query, Lookup.Extent extent, Lookup.Order order, Predicate<String> counts) {
    if (query.length != table.set().dimension()) {
      throw new IncompatibleException(
          "Cannot look up a vector of dimension "
              + query.length
              + " in feature set '"
              + table.set().name()
              + "': its vectors have dimension "
              + table.set().dimension());
    }
    Comparator<Neighbour> best =
        order == Lookup.Order.NEAREST
            ? Neighbour.NEAREST_FIRST
            : Comparator.comparing(Neighbour::distance, Comparator.reverseOrder())
                .thenComparing(Neighbour::entityId);
    PriorityQueue<Neighbour> kept = new PriorityQueue<>(best.reversed());
    long total = 0;
    try (CloseableIterable<FeatureVector> vectors = table.scan()) {
      for (FeatureVector vector : vectors) {
        if (!counts.test(vector.entityId())) {
          continue;
        }
        float distance = measure.distance(query, vector.vector());
        if (extent.radius() == null || extent.radius().holds(distance)) {
          total++;
          kept.add(new Neighbour(vector.entityId(), distance, Map.of()));
          if (kept.size() > extent.reach()) {
            kept.remove();
          }
        }
      }
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot read feature set '" + table.set().name() + "': " + e.getMessage(), e);
    }
    List<Neighbour> sorted = new ArrayList<>(kept);
    sorted.sort(best);
    List<Neighbour> page =
        extent.offset() >= sorted.size()
            ? List.of()
            : List.copyOf(sorted.subList(extent.offset(), sorted.size()));
    return new Neighbours(Collections.unmodifiableList(page), null, 0, total);
  }
}
