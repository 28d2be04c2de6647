package io.nearfield.spark.search;

import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.EntryReader;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Refresh;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.search.PartitionIndex;
import java.io.IOException;
import java.io.Serializable;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Opens one index partition of one generation inside a task, from the table's files, without a
 * catalog; all tasks see one snapshot.
 *
 * <p>Serializable; a task holds as much memory as the entries of the partition that it opens.
 */
public final class PartitionReader implements Serializable {

  private static final long serialVersionUID = 1L;

  private final EntryReader entries;

  private PartitionReader(EntryReader entries) {
    this.entries = entries;
  }

  /**
   * A reader of a generation.
   *
   * @param attributes the filter columns that lookups need; the others are not read
   */
  public static PartitionReader of(IndexTable index, long generation, Set<String> attributes) {
    return new PartitionReader(index.reader(generation, attributes));
  }

  /** A reader of what a refresh has staged. */
  public static PartitionReader of(Refresh refresh) {
    return new PartitionReader(refresh.reader(Set.of()));
  }

  /** The snapshot of the index table that is read. */
  public long snapshot() {
    return entries.snapshot();
  }

  /** Reads a partition's entries into memory. */
  public PartitionIndex<Map<String, Object>> open(TrainedIndex trained, int partition) {
    PartitionIndex<Map<String, Object>> index = new PartitionIndex<>(trained);
    try (CloseableIterable<IndexEntry> rows = entries.entries(partition)) {
      for (IndexEntry entry : rows) {
        index.upsert(
            entry.entityId(), entry.cell(), entry.code(), entry.vector(), entry.attributes());
      }
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(partition, e);
    }
    return index;
  }

  /**
   * Reads the vectors of a partition's entries into memory, cell by cell.
   *
   * @param passes which entries are wanted; null for all
   */
  public PartitionRows rows(TrainedIndex trained, int partition, Predicate<IndexEntry> passes) {
    try (CloseableIterable<IndexEntry> rows = entries.entries(partition)) {
      return PartitionRows.of(rows, trained.dimension(), passes);
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(partition, e);
    }
  }

  private NearfieldException unreadable(int partition, Exception e) {
    return new NearfieldException(
        "Cannot read partition "
            + partition
            + " of "
            + entries.tableName()
            + ": "
            + e.getMessage()
            + "; roll back to another generation or build the index again",
        e);
  }

  /** A value as Spark's row encoder takes it. */
  static Object toSpark(Object value) {
    if (value instanceof List<?> list) {
      return list.toArray(new String[0]);
    }
    return value instanceof Instant instant ? Timestamp.from(instant) : value;
  }
}
