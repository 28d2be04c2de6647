package io.nearfield.connect.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodebooksTest {

  private static final int DIMENSION = 8;

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

  private static Plan plan(String spec) {
    return Plan.of(
        "titles", LakeFixture.featureSet("shop", "t", Metric.EUCLIDEAN, DIMENSION), spec);
  }

  private static List<Entity> entities() {
    Random random = new Random(7);
    return IntStream.range(0, 400)
        .mapToObj(
            i -> {
              float[] vector = new float[DIMENSION];
              for (int j = 0; j < DIMENSION; j++) {
                vector[j] = (float) random.nextGaussian();
              }
              return new Entity("e" + i, vector, Map.of());
            })
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Flat", "IVF4,Flat", "IVF4,SQ8", "IVF4,PQ4", "IVF4,PQ4x4", "PQ2"})
  void everySpecIsReadBackAsTrained(String spec) {
    LakeFixture.build(lake, plan(spec), entities());
    IndexTable index = lake.index(plan(spec).ref());
    Codebooks read = index.codebooks(1);
    TrainedIndex trained = read.trained();
    assertThat(trained.spec()).isEqualTo(plan(spec).spec());
    assertThat(read.partitionOfCell()).hasSize(trained.cells());

    Entity some = entities().get(17);
    float[] prepared = trained.prepare(some.vector());
    assertThat(index.entry(1, some.id()).orElseThrow())
        .satisfies(
            entry -> {
              assertThat(entry.cell()).isEqualTo(trained.assign(prepared));
              assertThat(entry.code()).isEqualTo(trained.encode(prepared, entry.cell()));
              assertThat(entry.vector()).isEqualTo(prepared);
            });
  }

  @Test
  void writingAgainReplacesAndLeavesOtherGenerationsAlone() {
    Plan plan = plan("IVF4,PQ4");
    LakeFixture.build(lake, plan, entities());
    LakeFixture.build(lake, plan, entities().subList(0, 300));
    IndexTable index = lake.index(plan.ref());
    TrainedIndex first = index.codebooks(1).trained();
    TrainedIndex second = index.codebooks(2).trained();
    assertThat(first).isNotEqualTo(second);

    index.writeCodebooks(2, first, new int[] {3, 2, 1, 0});
    assertThat(index.codebooks(2).trained()).isEqualTo(first);
    assertThat(index.codebooks(2).partitionOfCell()).containsExactly(3, 2, 1, 0);
    assertThat(index.codebooks(1).trained()).isEqualTo(first);
  }

  @Test
  void codebooksOfAnUnknownGenerationAreNotWritten() {
    Plan plan = plan("IVF4,Flat");
    LakeFixture.build(lake, plan, entities());
    IndexTable index = lake.index(plan.ref());
    TrainedIndex trained = index.codebooks(1).trained();
    assertThatThrownBy(() -> index.writeCodebooks(9, trained, new int[4]))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("generation 9");
    assertThatThrownBy(() -> index.writeCodebooks(1, trained, new int[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 cells");
  }

  @Test
  void missingOrBrokenRowsAreNamed() {
    Plan plan = plan("IVF4,PQ4");
    LakeFixture.build(lake, plan, entities());
    List<Record> all = rows();

    rewrite(all, row -> !(part(row, "cell") && number(row) == 2));
    assertBroken("1 of 4 rows of part 'cell' are missing, the first is number 2");
    rewrite(all, row -> !(part(row, "code") && number(row) >= 1000));
    assertBroken("24 of 1024 rows of part 'code' are missing, the first is number 1000");
    rewrite(all, row -> part(row, "code"));
    assertBroken("4 of 4 rows of part 'cell' are missing");

    List<Record> twice = new ArrayList<>(all);
    twice.add(all.get(0));
    rewrite(twice, row -> true);
    assertBroken("there twice");

    Record odd = all.get(0).copy();
    odd.setField("vector", List.of(1f, 2f));
    List<Record> changed = new ArrayList<>(all);
    changed.set(0, odd);
    rewrite(changed, row -> true);
    assertBroken("is not a vector of");

    rewrite(all, row -> true);
    assertThat(lake.index(plan.ref()).codebooks(1).trained().cells()).isEqualTo(4);
    lake.table("shop", "codebooks_titles")
        .newDelete()
        .deleteFromRowFilter(Expressions.alwaysTrue())
        .commit();
    assertBroken("rows of part 'cell' are missing");
  }

  private void assertBroken(String why) {
    assertThatThrownBy(() -> lake.index(plan("Flat").ref()).codebooks(1))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("generation 1")
        .hasMessageContaining("codebooks_titles")
        .hasMessageContaining(why);
  }

  private List<Record> rows() {
    List<Record> rows = new ArrayList<>();
    try (CloseableIterable<Record> read =
        IcebergGenerics.read(lake.table("shop", "codebooks_titles")).build()) {
      read.forEach(rows::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows;
  }

  private void rewrite(List<Record> rows, Predicate<Record> keep) {
    Table table = lake.table("shop", "codebooks_titles");
    table
        .newOverwrite()
        .overwriteByRowFilter(Expressions.alwaysTrue())
        .addFile(RowFiles.write(table, rows.stream().filter(keep).iterator()))
        .commit();
  }

  private static boolean part(Record row, String part) {
    return part.equals(row.getField("part"));
  }

  private static int number(Record row) {
    return (Integer) row.getField("number");
  }
}
