package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.IndexRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.io.CloseableIterable;

/** One index: its generations and their entries. */
public final class IndexTable {

  private final IndexRef ref;

  IndexTable(IndexRef ref) {
    this.ref = ref;
  }

  public IndexRef ref() {
    return ref;
  }

  /** The name of the table in its dataset: {@code index_<name>}. */
  public String tableName() {
    return "index_" + ref.name();
  }

  public Map<String, AttributeType> filterColumns() {
    throw soon();
  }

  /** The column of the index table that holds a filter column's values. */
  public static String column(String filterColumn) {
    throw soon();
  }

  public List<Generation> generations() {
    throw soon();
  }

  public Optional<Generation> active() {
    throw soon();
  }

  public Generation requireActive() {
    throw soon();
  }

  public Generation generation(long number) {
    throw soon();
  }

  public Generation begin(Generation draft) {
    throw soon();
  }

  public void activate(Generation graded) {
    throw soon();
  }

  public void reject(Generation graded) {
    throw soon();
  }

  public void rollback(long generation) {
    throw soon();
  }

  public CloseableIterable<IndexEntry> entries(long generation, int partition) {
    throw soon();
  }

  public CloseableIterable<EntryLocation> locations(long generation) {
    throw soon();
  }

  public Optional<IndexEntry> entry(long generation, String entityId) {
    throw soon();
  }

  private static UnsupportedOperationException soon() {
    return new UnsupportedOperationException();
  }
}
