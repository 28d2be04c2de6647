package io.nearfield.connect.lookup;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** Reads what the items behind an answer say, from the {@code items} table. */
public final class ItemTexts {

  /** How many ids one filter names: a longer one costs more than it skips. */
  private static final int IDS_PER_SCAN = 500;

  private static final List<String> COLUMNS =
      List.of("entity_id", "uri", "media_type", "text", "annotations");

  /** Tables of before there were documents lack those at the end. */
  private static final List<String> WITH_PASSAGE =
      Stream.concat(
              COLUMNS.stream(), Stream.of("document_id", "page", "chapter", "char_from", "char_to"))
          .toList();

  private ItemTexts() {}

  /**
   * The items of these ids, those that the table has. Files whose range of ids holds none of them
   * are skipped; the others are read in the columns needed. A part of a picture, which is no item,
   * has what its picture has.
   */
  public static Map<String, ItemText> read(Lake lake, String dataset, Collection<String> ids) {
    Map<String, ItemText> found = new HashMap<>();
    if (ids.isEmpty() || !lake.exists(dataset, Lake.ITEMS)) {
      return found;
    }
    scanAll(lake, dataset, new LinkedHashSet<>(ids), found);
    Map<String, String> partOf = new HashMap<>();
    for (String id : ids) {
      int end = id.lastIndexOf('#');
      if (end > 0 && !found.containsKey(id)) {
        partOf.put(id, id.substring(0, end));
      }
    }
    Map<String, ItemText> wholes = new HashMap<>();
    scanAll(lake, dataset, new LinkedHashSet<>(partOf.values()), wholes);
    partOf.forEach(
        (part, whole) -> {
          if (wholes.containsKey(whole)) {
            found.put(part, wholes.get(whole));
          }
        });
    return found;
  }

  private static void scanAll(
      Lake lake, String dataset, Collection<String> ids, Map<String, ItemText> found) {
    List<String> wanted = List.copyOf(ids);
    for (int from = 0; from < wanted.size(); from += IDS_PER_SCAN) {
      scan(
          lake, dataset, wanted.subList(from, Math.min(wanted.size(), from + IDS_PER_SCAN)), found);
    }
  }

  private static void scan(
      Lake lake, String dataset, List<String> ids, Map<String, ItemText> found) {
    Set<String> wanted = Set.copyOf(ids);
    scan(
        lake,
        dataset,
        Expressions.in("entity_id", ids.toArray()),
        (id, item) -> {
          if (wanted.contains(id)) {
            found.put(id, item);
          }
          return true;
        });
  }

  /**
   * All items, one after the other, until {@code goOn} says no.
   *
   * @param goOn is handed the id and what the item says
   */
  public static void each(Lake lake, String dataset, BiPredicate<String, ItemText> goOn) {
    if (lake.exists(dataset, Lake.ITEMS)) {
      scan(lake, dataset, Expressions.alwaysTrue(), goOn);
    }
  }

  private static void scan(
      Lake lake, String dataset, Expression where, BiPredicate<String, ItemText> goOn) {
    Table table = lake.table(dataset, Lake.ITEMS);
    boolean passages = table.schema().findField("document_id") != null;
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table)
            .where(where)
            .select(passages ? WITH_PASSAGE : COLUMNS)
            .build()) {
      for (Record row : rows) {
        ItemText item =
            new ItemText(
                (String) row.getField("uri"),
                (String) row.getField("media_type"),
                (String) row.getField("text"),
                labels(row.getField("annotations")),
                passages ? passage(row) : null);
        if (!goOn.test((String) row.getField("entity_id"), item)) {
          return;
        }
      }
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot read the items of dataset '" + dataset + "': " + e.getMessage(), e);
    }
  }

  private static ItemText.Passage passage(Record row) {
    String document = (String) row.getField("document_id");
    return document == null
        ? null
        : new ItemText.Passage(
            document,
            (Integer) row.getField("page"),
            (String) row.getField("chapter"),
            (Integer) row.getField("char_from"),
            (Integer) row.getField("char_to"));
  }

  private static List<String> labels(Object annotations) {
    Set<String> labels = new LinkedHashSet<>();
    if (annotations instanceof List<?> list) {
      for (Object one : list) {
        if (one instanceof Record annotation && annotation.getField("label") != null) {
          labels.add((String) annotation.getField("label"));
        }
      }
    }
    return List.copyOf(labels);
  }
}
