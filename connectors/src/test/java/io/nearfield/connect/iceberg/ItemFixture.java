package io.nearfield.connect.iceberg;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;

/** Writes items without an engine, for tests of every module. */
public final class ItemFixture {

  private ItemFixture() {}

  /**
   * Appends items in one commit; the dataset, its table and the attributes' columns are made if
   * they are not there.
   *
   * @param attributes the type of each attribute's column
   * @param items the values of each item by column; {@code removed} set to true marks it as removed
   */
  public static void append(
      Lake lake, String dataset, Map<String, Type> attributes, List<Map<String, Object>> items) {
    lake.items(dataset);
    lake.addItemColumns(dataset, attributes);
    Table table = lake.table(dataset, Lake.ITEMS);
    List<Record> rows = new ArrayList<>();
    for (Map<String, Object> item : items) {
      Record row = GenericRecord.create(table.schema());
      item.forEach(
          (column, value) -> {
            if (column.equals("removed")) {
              row.setField("removed_at", OffsetDateTime.now(ZoneOffset.UTC));
            } else {
              row.setField(column, value);
            }
          });
      rows.add(row);
    }
    RowFiles.append(table, rows.iterator());
  }
}
