package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * One generation as its table was at one moment: what is said of it and its entries belong
 * together, whatever is refreshed meanwhile. Get one from {@link IndexTable#view}; good as long as
 * the lake is open and the table's snapshot is not expired. Thread-safe.
 */
public final class GenerationView {

  private final Table table;
  private final Generation generation;
  private final List<String> filterColumns;
  private final long snapshot;

  /**
   * @param snapshot which is there, or -1 if the table has none
   */
  GenerationView(Table table, long snapshot, Generation generation, List<String> filterColumns) {
    this.table = table;
    this.snapshot = snapshot;
    this.generation = generation;
    this.filterColumns = filterColumns;
  }

  /** What is said of it. */
  public Generation generation() {
    return generation;
  }

  /** The snapshot that shows its entries, or -1 if the table has none. */
  public long snapshot() {
    return snapshot;
  }

  /** What lookups in it can be filtered by. */
  public Map<String, AttributeType> filterColumns() {
    return new LinkedHashMap<>(EntryRows.types(table, filterColumns));
  }

  /** How many entries the table holds of it, from the metadata alone. */
  public long rows() {
    return EntryRows.count(table, snapshot, generation.number());
  }

  /** The entries of one index partition, in no particular order. */
  public CloseableIterable<IndexEntry> entries(int partition) {
    return EntryRows.entries(table, snapshot, filterColumns, generation.number(), partition);
  }

  /** Where each entity lies; reads no codes and no vectors. */
  public CloseableIterable<EntryLocation> locations() {
    return EntryRows.locations(table, snapshot, generation.number());
  }

  /**
   * The entry of an entity, if that index partition has one. Reads the entity ids of the
   * partition's files, then the row group with the entity's cell.
   */
  public Optional<IndexEntry> entry(int partition, String entityId) {
    return EntryRows.entry(
        table, snapshot, filterColumns, generation.number(), partition, entityId);
  }
}
