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
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** Reads what the items behind an answer say, from the {@code items} table. */
public final class ItemTexts {

  /** How many ids one filter names: a longer one costs more than it skips. */
  private static final int IDS_PER_SCAN = 500;

  private ItemTexts() {}

  /**
   * The items of these ids, those that the table has. Files whose range of ids holds none of them
   * are skipped; the others are read in the five columns needed.
   */
  public static Map<String, ItemText> read(Lake lake, String dataset, Collection<String> ids) {
    Map<String, ItemText> found = new HashMap<>();
    if (ids.isEmpty() || !lake.exists(dataset, Lake.ITEMS)) {
      return found;
    }
    List<String> wanted = List.copyOf(new LinkedHashSet<>(ids));
    for (int from = 0; from < wanted.size(); from += IDS_PER_SCAN) {
      scan(
          lake, dataset, wanted.subList(from, Math.min(wanted.size(), from + IDS_PER_SCAN)), found);
    }
    return found;
  }

  private static void scan(
      Lake lake, String dataset, List<String> ids, Map<String, ItemText> found) {
    Set<String> wanted = Set.copyOf(ids);
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(lake.table(dataset, Lake.ITEMS))
            .where(Expressions.in("entity_id", ids.toArray()))
            .select("entity_id", "uri", "media_type", "text", "annotations")
            .build()) {
      for (Record row : rows) {
        String id = (String) row.getField("entity_id");
        if (wanted.contains(id)) {
          found.put(
              id,
              new ItemText(
                  (String) row.getField("uri"),
                  (String) row.getField("media_type"),
                  (String) row.getField("text"),
                  labels(row.getField("annotations"))));
        }
      }
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot read the items of dataset '" + dataset + "': " + e.getMessage(), e);
    }
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
