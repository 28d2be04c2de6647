package io.nearfield.connect.lookup;

import io.nearfield.connect.api.Annotation;
import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Box;
import io.nearfield.connect.api.Item;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.Lake;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Whole items of a dataset, by id or page by page. Items that are marked as removed are passed
 * over. Every call reads the table as it is then.
 */
public final class StoredItems {

  private static final String REMOVED = "removed_at";

  private final Lake lake;
  private final String dataset;

  public StoredItems(Lake lake, String dataset) {
    this.lake = lake;
    this.dataset = dataset;
  }

  /** Some items, and whether there are more behind them. */
  public record Page(List<StoredItem> items, boolean more) {
    public Page {
      items = List.copyOf(items);
    }
  }

  /** The items of these ids that there are, by id. */
  public Map<String, StoredItem> find(Collection<String> ids) {
    Set<String> wanted = Set.copyOf(ids);
    Map<String, StoredItem> found = new LinkedHashMap<>();
    if (!wanted.isEmpty()) {
      scan(
          Expressions.in("entity_id", wanted.toArray()),
          stored -> {
            if (wanted.contains(stored.item().entityId())) {
              found.put(stored.item().entityId(), stored);
            }
            return found.size() < wanted.size();
          });
    }
    return found;
  }

  /**
   * Items in the order of the table, which stays the same while the table does.
   *
   * @param filterOrNull an expression over the attributes
   * @param offset how many come before
   * @param limit how many at most
   * @throws IllegalArgumentException if the filter is none
   */
  public Page page(String filterOrNull, long offset, int limit) {
    List<StoredItem> page = new ArrayList<>();
    if (!lake.exists(dataset, Lake.ITEMS)) {
      return new Page(page, false);
    }
    Filter filter =
        filterOrNull == null ? null : Filter.parse(filterOrNull, lake.itemAttributes(dataset));
    long[] passed = new long[1];
    boolean[] more = new boolean[1];
    scan(
        Expressions.alwaysTrue(),
        stored -> {
          if (filter != null && !filter.test(stored.item().attributes())) {
            return true;
          }
          passed[0]++;
          if (passed[0] <= offset) {
            return true;
          }
          more[0] = page.size() == limit;
          if (!more[0]) {
            page.add(stored);
          }
          return !more[0];
        });
    return new Page(page, more[0]);
  }

  /** Hands items over until it is told to stop. */
  private void scan(Expression where, Predicate<StoredItem> goOn) {
    if (!lake.exists(dataset, Lake.ITEMS)) {
      return;
    }
    Table table = lake.table(dataset, Lake.ITEMS);
    Map<String, AttributeType> attributes = lake.itemAttributes(dataset);
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).where(where).build()) {
      for (Record row : rows) {
        if (value(row, REMOVED) == null && !goOn.test(stored(row, attributes))) {
          return;
        }
      }
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot read the items of dataset '" + dataset + "': " + e.getMessage(), e);
    }
  }

  private static StoredItem stored(Record row, Map<String, AttributeType> attributes) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : attributes.keySet()) {
      Object value = plain(value(row, Lake.itemColumn(name)));
      if (value != null) {
        values.put(name, value);
      }
    }
    Item item =
        new Item(
            (String) row.getField("entity_id"),
            (String) row.getField("uri"),
            (String) row.getField("media_type"),
            (String) row.getField("text"),
            (String) row.getField("content_hash"),
            values,
            annotations(row.getField("annotations")));
    String document = (String) value(row, "document_id");
    return new StoredItem(
        item,
        document == null
            ? null
            : new ItemText.Passage(
                document,
                (Integer) value(row, "page"),
                (String) value(row, "chapter"),
                (Integer) value(row, "char_from"),
                (Integer) value(row, "char_to")));
  }

  private static List<Annotation> annotations(Object field) {
    List<Annotation> annotations = new ArrayList<>();
    if (field instanceof List<?> list) {
      for (Object one : list) {
        if (one instanceof Record row && value(row, "width") != null) {
          Map<String, String> said = new HashMap<>();
          if (value(row, "attributes") instanceof Map<?, ?> map) {
            map.forEach((key, value) -> said.put(String.valueOf(key), String.valueOf(value)));
          }
          annotations.add(
              new Annotation(
                  (String) value(row, "id"),
                  (String) value(row, "label"),
                  new Box(
                      (Double) value(row, "x"),
                      (Double) value(row, "y"),
                      (Double) value(row, "width"),
                      (Double) value(row, "height")),
                  (Double) value(row, "confidence"),
                  said));
        }
      }
    }
    return annotations;
  }

  /** Null too if a table of an earlier version lacks the column. */
  private static Object value(Record row, String column) {
    return row.struct().field(column) == null ? null : row.getField(column);
  }

  private static Object plain(Object value) {
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    return value instanceof LocalDateTime time ? time.toInstant(ZoneOffset.UTC) : value;
  }
}
