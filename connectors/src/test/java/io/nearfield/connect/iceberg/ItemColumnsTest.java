package io.nearfield.connect.iceberg;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.NearfieldException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemColumnsTest {

  @TempDir Path folder;
  private Lake lake;

  @BeforeEach
  void open() {
    lake = Lake.open(LakeOptions.of(folder.resolve("ware house").toString()));
  }

  @AfterEach
  void close() {
    lake.close();
  }

  @Test
  void columnsAreAddedAndWidenedButNeverConfused() {
    lake.addItemColumns(
        "shop",
        Map.of(
            "year", Types.IntegerType.get(),
            "price", Types.FloatType.get(),
            "tags", Types.ListType.ofOptional(1, Types.StringType.get())));
    lake.addItemColumns(
        "shop",
        Map.of(
            "year", Types.LongType.get(),
            "price", Types.DoubleType.get(),
            "tags", Types.ListType.ofOptional(99, Types.StringType.get())));
    assertThat(lake.items("shop").schema().findType("year")).isEqualTo(Types.LongType.get());
    assertThat(lake.items("shop").schema().findType("price")).isEqualTo(Types.DoubleType.get());

    lake.addItemColumns("shop", Map.of("year", Types.IntegerType.get()));
    assertThat(lake.items("shop").schema().findType("year")).isEqualTo(Types.LongType.get());

    assertThatThrownBy(() -> lake.addItemColumns("shop", Map.of("year", Types.StringType.get())))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'year'")
        .hasMessageContaining("long")
        .hasMessageContaining("string");
    assertThatThrownBy(() -> lake.addItemColumns("shop", Map.of("Year", Types.LongType.get())))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'Year'")
        .hasMessageContaining("'year'");
  }

  /** Rows are found by field id, so a field that keeps its id keeps its rows. */
  @Test
  void aTableOfAnOlderVersionGetsWhatItLacksAndKeepsTheRest() {
    Schema old =
        new Schema(
            optional(1, "entity_id", Types.StringType.get()),
            optional(
                2,
                "annotations",
                Types.ListType.ofOptional(
                    3, Types.StructType.of(optional(4, "label", Types.StringType.get())))),
            optional(5, "mine", Types.LongType.get()));
    try (LakeCatalog catalog = new LakeCatalog(lake.options())) {
      old =
          catalog
              .loadOrCreate(
                  "shop",
                  Lake.ITEMS,
                  old,
                  PartitionSpec.unpartitioned(),
                  SortOrder.unsorted(),
                  Map.of())
              .schema();
    }

    Schema now = lake.items("shop").schema();

    for (String kept : List.of("entity_id", "annotations.element.label", "mine")) {
      assertThat(now.findField(kept)).isEqualTo(old.findField(kept));
    }
    for (String own : TypeUtil.indexByName(Schemas.ITEM_COLUMNS.asStruct()).keySet()) {
      assertThat(now.findType(own)).as(own).isNotNull();
    }
    assertThat(lake.items("shop").schema().schemaId()).isEqualTo(now.schemaId());
  }

  @Test
  void aRefusedColumnAddsNoneOfTheOthers() {
    lake.addItemColumns("shop", Map.of("year", Types.LongType.get()));
    assertThatThrownBy(
            () ->
                lake.addItemColumns(
                    "shop", Map.of("fresh", Types.LongType.get(), "year", Types.BooleanType.get())))
        .isInstanceOf(NearfieldException.class);
    assertThat(lake.items("shop").schema().findField("fresh")).isNull();
  }

  @Test
  void columnsAddedAtOnceAreAllThere() throws Exception {
    lake.items("shop");
    AtOnce.run(
        6,
        i -> {
          lake.addItemColumns("shop", Map.<String, Type>of("c" + i, Types.LongType.get()));
          return i;
        });
    assertThat(lake.itemAttributes("shop").keySet())
        .containsExactlyInAnyOrder("c0", "c1", "c2", "c3", "c4", "c5");
  }

  @Test
  void attributesNamedLikeTheTablesOwnColumnsArePrefixed() {
    assertThat(Lake.itemColumn("price")).isEqualTo("price");
    assertThat(Lake.itemColumn("text")).isEqualTo("user_text");
    assertThat(Lake.itemColumn("Text")).isEqualTo("user_Text");
    assertThat(Lake.itemColumn("user_text")).isEqualTo("user_user_text");
    assertThat(Lake.itemColumn("user_name")).isEqualTo("user_name");
    lake.addItemColumns(
        "shop",
        Map.of(
            Lake.itemColumn("text"), Types.LongType.get(),
            Lake.itemColumn("user_text"), Types.DateType.get(),
            Lake.itemColumn("user_name"), Types.StringType.get()));
    assertThat(lake.itemAttributes("shop"))
        .containsOnly(
            Map.entry("text", AttributeType.LONG),
            Map.entry("user_text", AttributeType.DATE),
            Map.entry("user_name", AttributeType.STRING));
  }
}
