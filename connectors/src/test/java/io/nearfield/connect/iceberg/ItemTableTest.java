package io.nearfield.connect.iceberg;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.AttributeType;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemTableTest {

  @TempDir Path folder;
  private Lake lake;
  private LakeCatalog catalog;

  @BeforeEach
  void open() {
    LakeOptions options = LakeOptions.of(folder.toString());
    lake = Lake.open(options);
    catalog = new LakeCatalog(options);
  }

  @AfterEach
  void close() {
    lake.close();
    catalog.close();
  }

  /** As the first version made it, with two attributes whose names the table needs by now. */
  private Table earlier() {
    Schema schema =
        new Schema(
            optional(1, "entity_id", Types.StringType.get()),
            optional(2, "uri", Types.StringType.get()),
            optional(3, "media_type", Types.StringType.get()),
            optional(4, "text", Types.StringType.get()),
            optional(5, "content_hash", Types.StringType.get()),
            optional(6, "ingested_at", Types.TimestampType.withZone()),
            optional(7, "page", Types.StringType.get()),
            optional(8, "Chapter", Types.LongType.get()),
            optional(9, "price", Types.DoubleType.get()));
    return catalog.loadOrCreate(
        "old",
        Schemas.ITEMS,
        schema,
        PartitionSpec.unpartitioned(),
        SortOrder.unsorted(),
        Schemas.plain());
  }

  private static void append(Table table, Map<String, Object> values) throws Exception {
    Record row = GenericRecord.create(table.schema());
    values.forEach(row::setField);
    RowFiles.append(table, List.of(row).iterator());
  }

  @Test
  void anEarlierTableGetsTheNewColumnsAndKeepsAttributesOfTheirNames() throws Exception {
    append(earlier(), Map.of("entity_id", "a", "page", "iv", "Chapter", 7L, "price", 1.5));

    Table table = lake.items("old");

    assertThat(table.schema().findField("page").type()).isEqualTo(Types.IntegerType.get());
    assertThat(table.schema().findField("removed_at")).isNotNull();
    assertThat(table.schema().findField("annotations.element.label")).isNotNull();
    assertThat(lake.itemAttributes("old"))
        .isEqualTo(
            Map.of(
                "page",
                AttributeType.STRING,
                "Chapter",
                AttributeType.LONG,
                "price",
                AttributeType.DOUBLE));
    assertThat(table.schemas().get(table.currentSnapshot().schemaId()).sameSchema(table.schema()))
        .isTrue();
    try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
      assertThat(rows)
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.getField("user_page")).isEqualTo("iv");
                assertThat(row.getField("user_Chapter")).isEqualTo(7L);
                assertThat(row.getField("page")).isNull();
              });
    }
  }

  @Test
  void aCurrentTableIsLeftAlone() {
    Table made = lake.items("new");
    assertThat(lake.items("new").schema().schemaId()).isEqualTo(made.schema().schemaId());
    earlier();
    int upgraded = lake.items("old").schema().schemaId();
    assertThat(lake.items("old").schema().schemaId()).isEqualTo(upgraded);
  }

  @Test
  void removedItemsAreNotCountedAsLiving() throws Exception {
    assertThat(lake.livingItems("new")).isZero();
    Table table = lake.items("new");
    assertThat(lake.livingItems("new")).isZero();
    append(table, Map.of("entity_id", "a"));
    append(table, Map.of("entity_id", "b", "removed_at", OffsetDateTime.now()));
    assertThat(lake.livingItems("new")).isEqualTo(1);
  }
}
