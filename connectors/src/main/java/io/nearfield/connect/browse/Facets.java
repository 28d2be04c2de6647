package io.nearfield.connect.browse;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Counts the values that the attributes of a dataset have, over the items that are not removed.
 *
 * <p>One pass over the columns of the attributes, of at most {@value #MOST_ITEMS} items; the result
 * is kept until the items change. Memory is bounded whatever the values are. Thread-safe.
 */
public final class Facets {

  /** How many items are counted at most. */
  public static final int MOST_ITEMS = 2_000_000;

  private static final String REMOVED = "removed_at";

  private final Lake lake;
  private final int mostItems;
  private final Map<String, Counted> byDataset = new ConcurrentHashMap<>();

  /** What was counted of one state of a dataset. */
  private record Counted(
      long snapshot, long items, boolean complete, List<FacetCounter> counters) {}

  /**
   * The facets of a dataset.
   *
   * @param items how many items were counted
   * @param complete whether those are all
   * @param facets in the order of the columns
   */
  public record Answer(long items, boolean complete, List<Facet> facets) {
    public Answer {
      facets = List.copyOf(facets);
    }
  }

  public Facets(Lake lake) {
    this(lake, MOST_ITEMS);
  }

  /** The same, counting at most so many items. */
  Facets(Lake lake, int mostItems) {
    this.lake = lake;
    this.mostItems = mostItems;
  }

  /**
   * Counts.
   *
   * @param limit the most values to name of one attribute, at least 1
   * @throws NearfieldException if there is no such dataset
   */
  public Answer of(String dataset, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException(
          "Cannot count facets: limit must be at least 1, got " + limit);
    }
    lake.requireDataset(dataset);
    if (!lake.exists(dataset, Lake.ITEMS)) {
      return new Answer(0, true, List.of());
    }
    Table table = lake.table(dataset, Lake.ITEMS);
    Snapshot current = table.currentSnapshot();
    long snapshot = current == null ? -1 : current.snapshotId();
    Counted counted =
        byDataset.compute(
            dataset,
            (name, before) ->
                before != null && before.snapshot() == snapshot
                    ? before
                    : count(dataset, table, snapshot));
    return new Answer(
        counted.items(),
        counted.complete(),
        counted.counters().stream().map(counter -> counter.facet(limit)).toList());
  }

  private Counted count(String dataset, Table table, long snapshot) {
    Map<String, FacetCounter> byColumn = new LinkedHashMap<>();
    for (Map.Entry<String, AttributeType> entry : lake.itemAttributes(dataset).entrySet()) {
      byColumn.put(
          Lake.itemColumn(entry.getKey()), new FacetCounter(entry.getKey(), entry.getValue()));
    }
    boolean removals = table.schema().findField(REMOVED) != null;
    Set<String> columns = new LinkedHashSet<>(byColumn.keySet());
    columns.add(removals ? REMOVED : "entity_id"); // one that is there, whatever the attributes
    long items = 0;
    boolean complete = true;
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).select(columns).build()) {
      for (Record row : rows) {
        if (removals && row.getField(REMOVED) != null) {
          continue;
        }
        if (items == mostItems) {
          complete = false;
          break;
        }
        items++;
        byColumn.forEach((column, counter) -> counter.add(row.getField(column)));
      }
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot count the facets of dataset '" + dataset + "': " + e.getMessage(), e);
    }
    return new Counted(snapshot, items, complete, new ArrayList<>(byColumn.values()));
  }
}
