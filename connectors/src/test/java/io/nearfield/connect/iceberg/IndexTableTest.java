package io.nearfield.connect.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.Generation.State;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexTableTest {

  private static final IndexRef REF = new IndexRef("my-shop", "all-titles");
  private static final Plan PLAN =
      Plan.of(
          REF.name(), LakeFixture.featureSet(REF.dataset(), "t", Metric.COSINE, 2), "IVF4,Flat");

  @TempDir Path folder;
  private Lake lake;

  @BeforeEach
  void open() {
    lake = Lake.open(LakeOptions.of(folder.toString()));
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private static Generation draft() {
    return LakeFixture.draft(PLAN, 10);
  }

  private static Generation graded(Generation begun, double recall) {
    return LakeFixture.graded(begun, 2, recall);
  }

  @Test
  void aNewIndexHasNoGenerationAndSaysSo() {
    IndexTable index = lake.createIndex(REF, Map.of());
    assertThat(index.generations()).isEmpty();
    assertThat(index.active()).isEmpty();
    assertThatThrownBy(index::requireActive)
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'my-shop.all-titles'")
        .hasMessageContaining("nearfield build");
    assertThatThrownBy(() -> index.generation(3))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("generation 3");
  }

  @Test
  void generationsAreNumberedAndReadBackAsWritten() {
    IndexTable index = lake.createIndex(REF, Map.of());
    Generation first = index.begin(draft());
    Generation second = index.begin(draft());
    assertThat(first.number()).isEqualTo(1);
    assertThat(second.number()).isEqualTo(2);
    assertThat(first.state()).isEqualTo(State.BUILDING);
    try (Lake other = Lake.open(lake.options())) {
      assertThat(other.index(REF).generations()).containsExactly(first, second);
    }
  }

  @Test
  void beginsAtOnceGetNumbersOfTheirOwn() throws Exception {
    lake.createIndex(REF, Map.of());
    List<Long> numbers =
        AtOnce.run(
            8,
            i -> {
              try (Lake mine = Lake.open(lake.options())) {
                return mine.index(REF).begin(draft()).number();
              }
            });
    assertThat(numbers).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(lake.index(REF).generations()).hasSize(8);
  }

  @Test
  void belowItsTargetAGenerationNeverServes() {
    IndexTable index = lake.createIndex(REF, Map.of());
    Generation begun = index.begin(draft());
    for (double recall : new double[] {0.94, Double.NaN}) {
      assertThatThrownBy(() -> index.activate(graded(begun, recall)))
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("0.95")
          .hasMessageContaining(Double.isNaN(recall) ? "not graded" : "a lower target");
    }
    assertThat(index.active()).isEmpty();

    index.reject(graded(begun, 0.94));
    assertThat(index.generation(1).state()).isEqualTo(State.REJECTED);
    assertThat(index.generation(1).recall()).isEqualTo(0.94);
    assertThatThrownBy(() -> index.activate(graded(begun, 1.0)))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("REJECTED");
  }

  @Test
  void theFlipIsOneCommitAndRetiresTheOneBefore() {
    IndexTable index = lake.createIndex(REF, Map.of());
    Generation first = index.begin(draft());
    Generation second = index.begin(draft());
    index.activate(graded(first, 0.95));
    int before = metadataFiles();
    index.activate(graded(second, 0.99));

    assertThat(metadataFiles()).isEqualTo(before + 1);
    assertThat(index.requireActive()).isEqualTo(graded(second, 0.99).withState(State.ACTIVE));
    assertThat(index.generations())
        .extracting(Generation::state)
        .containsExactly(State.RETIRED, State.ACTIVE);
    assertThatThrownBy(() -> index.activate(graded(second, 1.0)))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("ACTIVE");
  }

  @Test
  void activationsAtOnceLeaveExactlyOneServing() throws Exception {
    IndexTable index = lake.createIndex(REF, Map.of());
    List<Generation> begun = IntStream.range(0, 6).mapToObj(i -> index.begin(draft())).toList();
    AtOnce.run(
        6,
        i -> {
          try (Lake mine = Lake.open(lake.options())) {
            mine.index(REF).activate(graded(begun.get(i), 1.0));
            return i;
          }
        });
    assertThat(index.generations())
        .extracting(Generation::state)
        .containsOnly(State.ACTIVE, State.RETIRED)
        .containsOnlyOnce(State.ACTIVE);
    assertThat(index.requireActive().state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void aRetiredGenerationCanServeAgain() {
    IndexTable index = lake.createIndex(REF, Map.of());
    Generation first = index.begin(draft());
    Generation second = index.begin(draft());
    Generation third = index.begin(draft());
    fill(index, 1, 2);
    index.activate(graded(first, 0.96));
    index.activate(graded(second, 0.97));

    index.rollback(1);
    assertThat(index.requireActive()).isEqualTo(graded(first, 0.96).withState(State.ACTIVE));
    assertThat(index.generation(2).state()).isEqualTo(State.RETIRED);
    index.rollback(1);
    assertThat(index.requireActive().number()).isEqualTo(1);
    index.rollback(2);
    assertThat(index.requireActive().number()).isEqualTo(2);

    assertThatThrownBy(() -> index.rollback(third.number()))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("BUILDING")
        .hasMessageContaining("RETIRED");
    assertThatThrownBy(() -> index.rollback(77)).isInstanceOf(NearfieldException.class);
  }

  @Test
  void aGenerationWhoseRowsWereDeletedDoesNotServeAgain() {
    IndexTable index = lake.createIndex(REF, Map.of());
    index.activate(graded(index.begin(draft()), 1.0));
    index.activate(graded(index.begin(draft()), 1.0));
    fill(index, 1, 2);
    for (String table : List.of("index_all-titles", "codebooks_all-titles")) {
      lake.table("my-shop", table)
          .newDelete()
          .deleteFromRowFilter(Expressions.equal("generation", 1L))
          .commit();
      assertThatThrownBy(() -> index.rollback(1))
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("generation 1")
          .hasMessageContaining("deleted");
    }
    LakeFixture.writeEntries(lake, REF, 1, Map.of(0, List.of(entry(0, "a"))));
    assertThatThrownBy(() -> index.rollback(1))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("codebooks_all-titles");
    assertThat(index.requireActive().number()).isEqualTo(2);
  }

  /** Gives generations what they need to serve: codebooks and an entry. */
  private void fill(IndexTable index, long... generations) {
    VectorBatch centroids = new VectorBatch(new float[] {1, 0, 0, 1, -1, 0, 0, -1}, 2);
    TrainedIndex trained =
        TrainedIndex.of(PLAN.spec(), Metric.COSINE, 2, centroids, VectorBatch.empty(2));
    for (long generation : generations) {
      index.writeCodebooks(generation, trained, new int[] {0, 0, 1, 1});
      LakeFixture.writeEntries(lake, REF, generation, Map.of(0, List.of(entry(0, "a"))));
    }
  }

  @Test
  void generationChangesSurviveCommitsOfEntries() throws Exception {
    IndexTable index = lake.createIndex(REF, Map.of());
    Generation begun = index.begin(draft());
    AtOnce.run(
        4,
        i -> {
          if (i == 0) {
            index.activate(graded(begun, 1.0));
          } else {
            LakeFixture.writeEntries(lake, REF, 1, Map.of(i, List.of(entry(i, "e" + i))));
          }
          return i;
        });
    assertThat(index.requireActive().number()).isEqualTo(1);
    assertThat(list(index.locations(1))).hasSize(3);
  }

  @Test
  void entriesAreReadByGenerationAndPartition() {
    IndexTable index = lake.createIndex(REF, Map.of());
    index.begin(draft());
    index.begin(draft());
    LakeFixture.writeEntries(
        lake,
        REF,
        1,
        Map.of(
            0, List.of(entry(1, "b"), entry(0, "a")),
            1, List.of(entry(2, "c"))));
    LakeFixture.writeEntries(lake, REF, 2, Map.of(0, List.of(entry(3, "a"))));

    assertThat(list(index.entries(1, 0)))
        .extracting(IndexEntry::entityId)
        .containsExactlyInAnyOrder("a", "b");
    assertThat(list(index.entries(1, 7))).isEmpty();
    assertThat(list(index.locations(1)))
        .containsExactlyInAnyOrder(
            new EntryLocation("a", 0, 0),
            new EntryLocation("b", 1, 0),
            new EntryLocation("c", 2, 1));

    IndexEntry c = index.entry(1, "c").orElseThrow();
    assertThat(c.cell()).isEqualTo(2);
    assertThat(c.code()).containsExactly(2, 7);
    assertThat(c.vector()).containsExactly(2f, 0.5f);
    assertThat(index.entry(2, "a").orElseThrow().cell()).isEqualTo(3);
    assertThat(index.entry(2, "c")).isEmpty();
    assertThat(index.entry(1, "it's")).isEmpty();
  }

  @Test
  void aReaderSentElsewhereReadsTheSnapshotOfItsMaking() throws Exception {
    IndexTable index = lake.createIndex(REF, Map.of("year", AttributeType.INT));
    index.begin(draft());
    IndexEntry old = new IndexEntry(1, "a", new byte[0], new float[] {1, 0}, Map.of("year", 1999));
    LakeFixture.writeEntries(lake, REF, 1, Map.of(0, List.of(old), 1, List.of(entry(2, "c"))));
    EntryReader whole = sent(index.reader(1, List.of("year")));
    EntryReader bare = sent(index.reader(1, List.of()));
    LakeFixture.writeEntries(lake, REF, 1, Map.of(0, List.of(entry(0, "later"))));

    assertThat(list(whole.entries(0)))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.entityId()).isEqualTo("a");
              assertThat(entry.vector()).containsExactly(1f, 0f);
              assertThat(entry.attributes()).isEqualTo(old.attributes());
            });
    assertThat(list(bare.entries(0)).get(0).attributes()).isEmpty();
    assertThat(list(index.entries(1, 0))).hasSize(2);
  }

  private static EntryReader sent(EntryReader reader) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(reader);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (EntryReader) in.readObject();
    }
  }

  @Test
  void aVectorOfOddBytesIsToldWithItsEntityAndTable() {
    IndexTable index = lake.createIndex(REF, Map.of());
    index.begin(draft());
    Table table = lake.table(REF.dataset(), index.tableName());
    Record row = GenericRecord.create(table.schema());
    row.setField("generation", 1L);
    row.setField("partition", 0);
    row.setField("cell", 0);
    row.setField("entity_id", "odd");
    row.setField("code", ByteBuffer.allocate(0));
    row.setField("vector", ByteBuffer.allocate(7));
    RowFiles.append(table, List.of(row).iterator());

    assertThatThrownBy(() -> list(index.entries(1, 0)))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'odd'")
        .hasMessageContaining("index_all-titles")
        .hasMessageContaining("build the index again");
  }

  @Test
  void filterColumnsKeepTheirTypesAndNames() {
    lake.addItemColumns("my-shop", Map.of("price", Types.DecimalType.of(9, 2)));
    Map<String, AttributeType> columns = new LinkedHashMap<>();
    columns.put("price", AttributeType.DECIMAL);
    columns.put("code", AttributeType.STRING);
    columns.put("sold", AttributeType.BOOLEAN);
    columns.put("year", AttributeType.INT);
    columns.put("views", AttributeType.LONG);
    columns.put("weight", AttributeType.FLOAT);
    columns.put("score", AttributeType.DOUBLE);
    columns.put("since", AttributeType.DATE);
    columns.put("seen", AttributeType.TIMESTAMP);
    IndexTable index = lake.createIndex(REF, columns);
    assertThat(index.filterColumns()).isEqualTo(columns);
    assertThat(lake.table("my-shop", index.tableName()).schema().findType("price"))
        .isEqualTo(Types.DecimalType.of(9, 2));

    index.begin(draft());
    Map<String, Object> attributes =
        Map.of(
            "price",
            new BigDecimal("12.50"),
            "code",
            "x-1",
            "sold",
            true,
            "year",
            2026,
            "views",
            5_000_000_000L,
            "weight",
            1.5f,
            "score",
            0.25,
            "since",
            LocalDate.of(2026, 11, 20),
            "seen",
            Instant.parse("2026-11-20T10:00:00.123456Z"));
    LakeFixture.writeEntries(
        lake,
        REF,
        1,
        Map.of(
            0,
            List.of(
                new IndexEntry(0, "full", new byte[0], new float[] {1, 0}, attributes),
                new IndexEntry(0, "bare", new byte[0], new float[] {1, 0}, Map.of()))));
    assertThat(index.entry(1, "full").orElseThrow().attributes()).isEqualTo(attributes);
    assertThat(index.entry(1, "bare").orElseThrow().attributes()).isEmpty();
  }

  @Test
  void theActiveGenerationKeepsItsFilterColumnsWhileAnotherIsBuilt() {
    IndexTable first = lake.createIndex(REF, Map.of("year", AttributeType.INT));
    first.activate(graded(first.begin(draft()), 1.0));

    IndexTable second = lake.createIndex(REF, Map.of("lang", AttributeType.STRING));
    Generation begun = second.begin(draft());
    assertThat(second.filterColumns()).containsOnlyKeys("lang");
    assertThat(lake.index(REF).filterColumns()).containsOnlyKeys("year");

    second.activate(graded(begun, 1.0));
    assertThat(lake.index(REF).filterColumns()).containsOnlyKeys("lang");
    fill(second, 1);
    lake.index(REF).rollback(1);
    assertThat(lake.index(REF).filterColumns()).containsOnlyKeys("year");
  }

  @Test
  void aFilterColumnThatChangesItsTypeIsRefusedByName() {
    lake.createIndex(REF, Map.of("year", AttributeType.INT));
    lake.createIndex(REF, Map.of("year", AttributeType.LONG));
    assertThat(lake.index(REF).filterColumns()).containsEntry("year", AttributeType.LONG);
    assertThatThrownBy(() -> lake.createIndex(REF, Map.of("year", AttributeType.STRING)))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'year'")
        .hasMessageContaining("long");
  }

  private int metadataFiles() {
    return folder
        .resolve("my-shop/index_all-titles/metadata")
        .toFile()
        .list((dir, name) -> name.endsWith(".metadata.json"))
        .length;
  }

  private static IndexEntry entry(int cell, String id) {
    return new IndexEntry(
        cell, id, new byte[] {(byte) cell, 7}, new float[] {cell, 0.5f}, Map.of());
  }

  static <T> List<T> list(CloseableIterable<T> rows) {
    List<T> all = new ArrayList<>();
    try (rows) {
      rows.forEach(all::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }
}
