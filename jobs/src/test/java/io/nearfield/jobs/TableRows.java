package io.nearfield.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;

/** What two runs must agree upon, row by row, however often one of them was killed. */
record TableRows(
    Map<String, String> items, Map<String, String> features, Map<String, String> entries) {

  static TableRows of(Path warehouse, String featureSet, IndexRef index) throws IOException {
    try (Lake lake = Lake.open(LakeOptions.of(warehouse.toString()))) {
      return new TableRows(
          rows(lake.table(index.dataset(), Lake.ITEMS), List.of("text", "content_hash", "shelf")),
          rows(
              lake.table(index.dataset(), Lake.featureTable(featureSet)),
              List.of("item_id", "content_hash", "model_hash", "vector")),
          entries(lake.index(index)));
    }
  }

  /** How many rows are committed by now; 0 if there is no table yet. */
  static long committed(Path warehouse, String dataset, String table) {
    try (Lake lake = Lake.open(LakeOptions.of(warehouse.toString()))) {
      if (!lake.datasetExists(dataset) || !lake.exists(dataset, table)) {
        return 0;
      }
      Snapshot snapshot = lake.table(dataset, table).currentSnapshot();
      return snapshot == null ? 0 : Long.parseLong(snapshot.summary().get("total-records"));
    }
  }

  static List<Generation> generations(Path warehouse, IndexRef index) {
    try (Lake lake = Lake.open(LakeOptions.of(warehouse.toString()))) {
      return lake.datasetExists(index.dataset()) && lake.indexes(index.dataset()).contains(index)
          ? lake.index(index).generations()
          : List.of();
    }
  }

  private static Map<String, String> rows(Table table, List<String> columns) throws IOException {
    Map<String, String> rows = new TreeMap<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        String id = (String) record.getField("entity_id");
        String row = columns.stream().map(column -> record.getField(column) + " ").toList() + "";
        assertThat(rows.put(id, row)).as("%s twice in %s", id, table.name()).isNull();
      }
    }
    return rows;
  }

  private static Map<String, String> entries(IndexTable index) throws IOException {
    Map<String, String> rows = new TreeMap<>();
    Generation active = index.requireActive();
    for (int partition = 0; partition < active.partitions(); partition++) {
      try (CloseableIterable<IndexEntry> entries = index.entries(active.number(), partition)) {
        for (IndexEntry entry : entries) {
          String row =
              "%d/%d %s %s"
                  .formatted(
                      partition,
                      entry.cell(),
                      Arrays.toString(entry.code()),
                      Arrays.toString(entry.vector()));
          assertThat(rows.put(entry.entityId(), row)).as("%s twice", entry.entityId()).isNull();
        }
      }
    }
    return rows;
  }
}
