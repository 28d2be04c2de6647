package io.nearfield.connect.query;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** Reads the items of a dataset that are not marked as removed, in the columns that are needed. */
final class ItemScan {

  private static final int IDS_PER_SCAN = 500;

  private final Lake lake;
  private final String dataset;
  private final ItemFields fields;

  ItemScan(Lake lake, String dataset) {
    this.lake = lake;
    this.dataset = dataset;
    this.fields = ItemFields.of(lake, dataset);
  }

  ItemFields fields() {
    return fields;
  }

  /** The ids of items whose fields pass. Reads these fields of all items. */
  Set<String> ids(Set<String> needed, Predicate<Map<String, Object>> passes) {
    Set<String> ids = new HashSet<>();
    scan(
        Expressions.alwaysTrue(),
        needed,
        (id, values) -> {
          if (passes.test(values)) {
            ids.add(id);
          }
        });
    return ids;
  }

  /** All fields of some items, in the order of the ids; those that are not there are left out. */
  Map<String, Map<String, Object>> read(Collection<String> ids) {
    Set<String> all = fields.types().keySet();
    Map<String, Map<String, Object>> found = new LinkedHashMap<>();
    ids.forEach(id -> found.put(id, null));
    List<String> wanted = List.copyOf(found.keySet());
    for (int from = 0; from < wanted.size(); from += IDS_PER_SCAN) {
      List<String> some = wanted.subList(from, Math.min(wanted.size(), from + IDS_PER_SCAN));
      scan(
          Expressions.in("entity_id", some.toArray()),
          all,
          (id, values) -> {
            if (found.containsKey(id)) {
              found.put(id, values);
            }
          });
    }
    found.values().removeIf(values -> values == null);
    return found;
  }

  /** The ids of items that are marked as removed. */
  Set<String> removed() {
    Set<String> removed = new HashSet<>();
    if (!lake.exists(dataset, Lake.ITEMS)) {
      return removed;
    }
    Table table = lake.table(dataset, Lake.ITEMS);
    if (table.schema().findField("removed_at") != null) {
      rows(
          table,
          Expressions.notNull("removed_at"),
          Set.of("entity_id", "removed_at"),
          row -> removed.add((String) row.getField("entity_id")));
    }
    return removed;
  }

  private void scan(
      Expression where, Set<String> needed, BiConsumer<String, Map<String, Object>> each) {
    if (!lake.exists(dataset, Lake.ITEMS)) {
      return;
    }
    Table table = lake.table(dataset, Lake.ITEMS);
    rows(
        table,
        where,
        fields.columns(needed),
        row -> {
          if (ItemFields.column(row, "removed_at") == null) {
            each.accept((String) row.getField("entity_id"), fields.values(row, needed));
          }
        });
  }

  private static void rows(
      Table table, Expression where, Set<String> wanted, Consumer<Record> each) {
    Schema schema = table.schema();
    List<String> columns = new ArrayList<>();
    wanted.stream().filter(name -> schema.findField(name) != null).forEach(columns::add);
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table).where(where).select(columns).build()) {
      rows.forEach(each);
    } catch (IOException e) {
      throw new NearfieldException("Cannot read table " + table.name() + ": " + e.getMessage(), e);
    }
  }
}
