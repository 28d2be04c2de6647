package io.nearfield.spark.search;

import io.nearfield.connect.api.IndexEntry;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.search.JoinRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The full vectors of one index partition in memory, the entries of a cell behind each other, by
 * entity id. Heap: 4 * dimension bytes an entry, its id and its attributes.
 */
public final class PartitionRows {

  private final JoinRows<Map<String, Object>> rows;
  private final int[] cells; // the cells that hold something, ascending
  private final int[] starts; // Layout: (cells + 1), the first row of each and the end

  private PartitionRows(JoinRows<Map<String, Object>> rows, int[] cells, int[] starts) {
    this.rows = rows;
    this.cells = cells;
    this.starts = starts;
  }

  static PartitionRows of(
      Iterable<IndexEntry> entries, int dimension, Predicate<IndexEntry> passes) {
    List<IndexEntry> sorted = new ArrayList<>();
    for (IndexEntry entry : entries) {
      if (passes == null || passes.test(entry)) {
        sorted.add(entry);
      }
    }
    sorted.sort(Comparator.comparingInt(IndexEntry::cell).thenComparing(IndexEntry::entityId));
    float[] values = new float[Math.multiplyExact(sorted.size(), dimension)];
    List<String> ids = new ArrayList<>(sorted.size());
    List<Map<String, Object>> attributes = new ArrayList<>(sorted.size());
    List<Integer> cells = new ArrayList<>();
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      IndexEntry entry = sorted.get(i);
      if (entry.vector().length != dimension) {
        throw new IllegalArgumentException(
            "entry '%s' has a vector of %d values, not %d"
                .formatted(entry.entityId(), entry.vector().length, dimension));
      }
      if (i == 0 || sorted.get(i - 1).cell() != entry.cell()) {
        cells.add(entry.cell());
        starts.add(i);
      }
      System.arraycopy(entry.vector(), 0, values, i * dimension, dimension);
      ids.add(entry.entityId());
      attributes.add(entry.attributes());
    }
    starts.add(sorted.size());
    return new PartitionRows(
        new JoinRows<>(new VectorBatch(values, dimension), ids, attributes),
        cells.stream().mapToInt(Integer::intValue).toArray(),
        starts.stream().mapToInt(Integer::intValue).toArray());
  }

  /** The rows, as a join takes them. */
  public JoinRows<Map<String, Object>> rows() {
    return rows;
  }

  public int size() {
    return rows.ids().size();
  }

  /** How many cells hold something here. */
  public int cells() {
    return cells.length;
  }

  /** The number of the i-th of these cells in the index. */
  public int cell(int i) {
    return cells[i];
  }

  /** The first row of the i-th of these cells. */
  public int from(int i) {
    return starts[i];
  }

  /** The row behind its last. */
  public int to(int i) {
    return starts[i + 1];
  }
}
