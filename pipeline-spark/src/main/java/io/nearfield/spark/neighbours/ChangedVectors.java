package io.nearfield.spark.neighbours;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.search.JoinRows;
import io.nearfield.spark.search.PartitionRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The vectors of entries that are new or have changed, all of them, for every task to compare its
 * own with. They pass through the driver, so there is a bound to them.
 */
record ChangedVectors(VectorBatch vectors, List<String> ids) implements Serializable {

  /** So many bytes of vectors at most. */
  private static final long MOST_BYTES = 64 << 20;

  /** Whether so many are few enough to be held by the driver and every executor. */
  static boolean fit(long count, int dimension) {
    return count * dimension * Float.BYTES <= MOST_BYTES;
  }

  /**
   * Reads them.
   *
   * @param changed {@code partition, entity_id}; not more than {@link #fit}
   */
  static ChangedVectors read(Entries entries, Dataset<Row> changed) {
    List<Found> found =
        changed
            .repartitionById(entries.partitions(), changed.col("partition"))
            .toJavaRDD()
            .mapPartitions((FlatMapFunction<Iterator<Row>, Found>) mine -> found(entries, mine))
            .collect();
    if (found.isEmpty()) {
      return new ChangedVectors(VectorBatch.empty(entries.trained().dimension()), List.of());
    }
    return new ChangedVectors(
        VectorBatch.ofRows(found.stream().map(Found::vector).toList()),
        new ArrayList<>(found.stream().map(Found::entityId).toList()));
  }

  @SuppressWarnings("ArrayRecordComponent") // in transit, never compared
  private record Found(String entityId, float[] vector) implements Serializable {}

  private static Iterator<Found> found(Entries entries, Iterator<Row> mine) {
    Set<String> ids = new HashSet<>();
    int partition = -1;
    while (mine.hasNext()) {
      Row one = mine.next();
      partition = one.getInt(0);
      ids.add(one.getString(1));
    }
    List<Found> found = new ArrayList<>();
    if (partition >= 0) {
      PartitionRows rows = entries.rows(partition);
      for (int i = 0; i < rows.size(); i++) {
        if (ids.contains(rows.rows().ids().get(i))) {
          found.add(new Found(rows.rows().ids().get(i), rows.rows().vectors().row(i)));
        }
      }
    }
    return found.iterator();
  }

  JoinRows<Map<String, Object>> rows() {
    return new JoinRows<>(vectors, ids, null);
  }
}
