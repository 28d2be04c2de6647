package io.nearfield.spark.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.Generation.State;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.api.Run;
import io.nearfield.connect.iceberg.CleanGenerations;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildActionTest {

  private static final IndexSpec SPEC = IndexSpec.parse("IVF16,PQ4");

  @TempDir Path folder;

  @Test
  void buildsGradesAndActivatesAGeneration() throws Exception {
    try (SyntheticLake made = SyntheticLake.of(folder, Metric.COSINE, 1500, 16)) {
      BuildReport report = build(made, options());

      Generation generation = report.generation();
      assertThat(report.built()).isTrue();
      assertThat(report.advice()).isNull();
      assertThat(generation.state()).isEqualTo(State.ACTIVE);
      assertThat(generation.entries()).isEqualTo(1500);
      assertThat(generation.recall()).isGreaterThanOrEqualTo(0.95);
      assertThat(generation.recallLow()).isLessThanOrEqualTo(generation.recall());
      assertThat(generation.recallHigh()).isGreaterThanOrEqualTo(generation.recall());
      assertThat(generation.gradedQueries()).isEqualTo(150); // a tenth, not the 200 asked for
      assertThat(generation.nprobe()).isBetween(1, 16);

      IndexTable index = made.lake().index(SyntheticLake.INDEX);
      Codebooks codebooks = index.codebooks(generation.number());
      Set<String> seen = new HashSet<>();
      for (int partition = 0; partition < generation.partitions(); partition++) {
        try (CloseableIterable<IndexEntry> entries =
            index.entries(generation.number(), partition)) {
          int lastCell = -1;
          for (IndexEntry entry : entries) {
            assertThat(codebooks.partitionOfCell()[entry.cell()]).isEqualTo(partition);
            assertThat(codebooks.trained().encode(entry.vector(), entry.cell()))
                .isEqualTo(entry.code());
            assertThat(entry.cell()).isGreaterThanOrEqualTo(lastCell);
            lastCell = entry.cell();
            int number = Integer.parseInt(entry.entityId().substring(1));
            assertThat(entry.attributes())
                .containsEntry("price", SyntheticLake.price(number))
                .containsEntry("lang", SyntheticLake.language(number));
            assertThat(seen.add(entry.entityId())).isTrue();
          }
        }
      }
      assertThat(seen).hasSize(1500);
      Run run = last(made.lake().runs(SyntheticLake.DATASET));
      assertThat(run.type()).isEqualTo("build");
      assertThat(run.state()).isEqualTo("SUCCEEDED");
      assertThat(run.figures()).containsEntry("recall-at-10", generation.recall());
    }
  }

  @Test
  void theGradeIsWhatLookupsReach() {
    try (SyntheticLake made = SyntheticLake.of(folder, Metric.COSINE, 1000, 16)) {
      for (int factor : new int[] {0, 4}) {
        BuildOptions options = options().withMaxRerankFactor(factor).withRecallTarget(0.3);
        Generation generation = build(made, options.forced()).generation();
        assertThat(generation.state()).isEqualTo(State.ACTIVE);
        assertThat(recallOfAll(made))
            .as("%s", generation)
            .isBetween(generation.recallLow() - 0.02, generation.recallHigh() + 0.02);
      }
    }
  }

  /** Recall@10 of every entity's neighbours, asked as a user asks. */
  private static double recallOfAll(SyntheticLake made) {
    List<float[]> vectors = SyntheticLake.vectors(7, 1000, 16);
    long found = 0;
    try (IndexSearcher searcher =
        IndexSearcher.open(made.lake(), SyntheticLake.INDEX, set -> null)) {
      for (int i = 0; i < vectors.size(); i++) {
        Set<String> truth = neighbours(searcher, vectors.get(i), i, true);
        truth.retainAll(neighbours(searcher, vectors.get(i), i, false));
        found += truth.size();
      }
    }
    return found / (10.0 * vectors.size());
  }

  private static Set<String> neighbours(
      IndexSearcher searcher, float[] vector, int self, boolean exact) {
    Lookup lookup =
        Lookup.of(new Lookup.ByVector(vector), 11).with(new Lookup.Effort(0, -1, exact));
    return searcher.search(lookup).neighbours().stream()
        .map(Neighbour::entityId)
        .filter(id -> !id.equals(SyntheticLake.id(self)))
        .limit(10)
        .collect(Collectors.toSet());
  }

  @Test
  void sameVectorsAndSeedGiveTheSameIndexHoweverTheFilesLie() throws Exception {
    Map<String, String> first;
    Map<String, String> second;
    Generation one;
    Generation two;
    List<float[]> vectors = SyntheticLake.vectors(3, 900, 16);
    try (SyntheticLake made = SyntheticLake.empty(folder.resolve("a"), Metric.EUCLIDEAN, 16)) {
      made.append(vectors, 0, 1);
      one = build(made, options()).generation();
      first = codes(made, one);
    }
    try (SyntheticLake made = SyntheticLake.empty(folder.resolve("b"), Metric.EUCLIDEAN, 16)) {
      made.append(vectors.subList(400, 900), 400, 4);
      made.append(vectors.subList(0, 400), 0, 2);
      two = build(made, options()).generation();
      second = codes(made, two);
    }
    assertThat(first).hasSize(900).isEqualTo(second);
    assertThat(one.recall()).isEqualTo(two.recall());
    assertThat(one.nprobe()).isEqualTo(two.nprobe());
    assertThat(one.rerankFactor()).isEqualTo(two.rerankFactor());
  }

  @Test
  void rejectsAGenerationBelowItsTargetAndKeepsTheOneThatServes() {
    try (SyntheticLake made = SyntheticLake.of(folder, Metric.COSINE, 800, 16)) {
      Generation serving = build(made, options()).generation();

      BuildReport report =
          build(made, options().withSpec(IndexSpec.parse("IVF8,PQ1")).withMaxRerankFactor(0));

      assertThat(report.built()).isTrue();
      assertThat(report.generation().state()).isEqualTo(State.REJECTED);
      assertThat(report.generation().recall()).isLessThan(0.95);
      assertThat(report.advice())
          .contains("recall@10 reached at most 0.")
          .contains("nprobe")
          .contains("the target is 0.95")
          .contains("allow re-rank factors")
          .contains("--spec IVF8,PQ2");
      IndexTable index = made.lake().index(SyntheticLake.INDEX);
      assertThat(index.requireActive().number()).isEqualTo(serving.number());
      Run run = last(made.lake().runs(SyntheticLake.DATASET));
      assertThat(run.state()).isEqualTo("FAILED");
      assertThat(run.message()).isEqualTo(report.advice());
      assertThat(generationsWithRows(made)).containsExactly(serving.number());
    }
  }

  @Test
  void buildsNothingWhileNothingChanged() {
    try (SyntheticLake made = SyntheticLake.of(folder, Metric.COSINE, 600, 16)) {
      Generation first = build(made, options()).generation();

      BuildReport again = build(made, options());
      assertThat(again.built()).isFalse();
      assertThat(again.generation()).isEqualTo(first);
      assertThat(again.reason()).contains("up to date");

      assertThat(build(made, options().forced()).built()).isTrue();
      assertThat(build(made, options().withSeed(5)).built()).isTrue();
      assertThat(build(made, options().withSeed(5)).built()).isFalse();
      made.append(SyntheticLake.vectors(8, 10, 16), 5000, 1);
      BuildReport grown = build(made, options().withSeed(5));
      assertThat(grown.built()).isTrue();
      assertThat(grown.generation().entries()).isEqualTo(610);
      assertThat(states(made))
          .containsExactly(State.RETIRED, State.RETIRED, State.RETIRED, State.ACTIVE);
      // Two retired ones keep their rows for a rollback.
      assertThat(generationsWithRows(made)).containsExactly(2L, 3L, 4L);
    }
  }

  @Test
  void saysHowManyVectorsWouldDoWhenThereAreTooFew() {
    try (SyntheticLake made = SyntheticLake.of(folder, Metric.COSINE, 300, 16)) {
      assertThatThrownBy(() -> build(made, options().withSpec(IndexSpec.parse("IVF512,PQ4"))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("300 vectors for 512 cells")
          .hasMessageContaining("at least 512 vectors would do, or use --spec Flat")
          .hasMessageNotContaining("\n");
      assertThatThrownBy(() -> build(made, options().withSpec(IndexSpec.parse("IVF4,PQ5"))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("dimension 16");
      assertThatThrownBy(() -> build(made, options().withFilterColumns(Set.of("colour"))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'colour'")
          .hasMessageContaining("lang, price");
      List<Run> runs = made.lake().runs(SyntheticLake.DATASET);
      assertThat(runs).hasSize(3).extracting(Run::state).containsOnly("FAILED");
      assertThat(runs.get(0).message()).contains("300 vectors for 512 cells");
      assertThat(runs.get(0).config()).containsEntry("spec", "IVF512,PQ4");
    }
  }

  @Test
  void refusesAnEmptyFeatureSet() {
    try (SyntheticLake made = SyntheticLake.empty(folder, Metric.COSINE, 16)) {
      assertThatThrownBy(() -> build(made, options()))
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("'made' is empty");
    }
  }

  @Test
  void refusesVectorsThatCannotBeCompared() {
    try (SyntheticLake made = SyntheticLake.of(folder, Metric.COSINE, 20, 16)) {
      float[] broken = new float[16];
      broken[3] = Float.NaN;
      made.append(List.of(broken), 9001, 1);
      assertThatThrownBy(() -> build(made, options()))
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("'e09001'")
          .hasMessageContaining("16 finite values")
          .hasMessageContaining(
              "delete from lake.`shop`.`features_made` where entity_id = 'e09001'")
          .hasMessageNotContaining("\n");
    }
    try (SyntheticLake made = SyntheticLake.of(folder.resolve("b"), Metric.COSINE, 20, 16)) {
      made.append(List.of(new float[16]), 9002, 1);
      assertThatThrownBy(() -> build(made, options()))
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("'e09002'")
          .hasMessageContaining("no direction");
    }
  }

  @Test
  void aBuildThatFailsHalfwayIsNeverSeenAndLaterCleaned() {
    try (SyntheticLake made = SyntheticLake.of(folder, Metric.COSINE, 400, 16)) {
      Generation serving = build(made, options()).generation();

      BuildAction failing =
          new BuildAction(made.spark(), made.lake(), new FailsAt("grading against exact search"));
      assertThatThrownBy(() -> failing.run(options().forced())).hasMessage("the power went out");

      IndexTable index = made.lake().index(SyntheticLake.INDEX);
      assertThat(index.requireActive().number()).isEqualTo(serving.number());
      assertThat(states(made)).containsExactly(State.ACTIVE, State.REJECTED);
      Run run = last(made.lake().runs(SyntheticLake.DATASET));
      assertThat(run.state()).isEqualTo("FAILED");
      assertThat(run.message()).isEqualTo("the power went out");
      assertThat(generationsWithRows(made)).containsExactly(1L, 2L);
      assertThat(CleanGenerations.clean(made.lake(), index, Instant.now())).containsExactly(2L);
      assertThat(generationsWithRows(made)).containsExactly(1L);
    }
  }

  private record FailsAt(String task) implements Progress {
    @Override
    public void begin(String begun, long total) {
      if (begun.equals(task)) {
        throw new IllegalStateException("the power went out");
      }
    }

    @Override
    public void at(long done) {}

    @Override
    public void end(String summary) {}
  }

  @Test
  void choosesASpecAndSaysWhy() {
    try (SyntheticLake made = SyntheticLake.of(folder, Metric.DOT, 1100, 16)) {
      BuildReport report = build(made, options().withSpec(null).withPartitions(3));
      assertThat(report.active()).isTrue();
      assertThat(report.reason())
          .startsWith(report.generation().spec() + ", because")
          .contains("1,100 vectors");
      assertThat(report.generation().spec()).hasToString("Flat");
      assertThat(report.generation().partitions()).isEqualTo(1); // as many as cells at most
    }
  }

  @Test
  void trainsItsCellsWithMllibToo() throws Exception {
    try (SyntheticLake made = SyntheticLake.of(folder, Metric.COSINE, 600, 16)) {
      BuildReport first = build(made, options().withTrainer(Trainer.MLLIB));
      assertThat(first.active()).isTrue();
      Map<String, String> codes = codes(made, first.generation());
      Generation again = build(made, options().withTrainer(Trainer.MLLIB).forced()).generation();
      assertThat(codes(made, again)).isEqualTo(codes);
    }
  }

  private static BuildOptions options() {
    return BuildOptions.of(SyntheticLake.INDEX, SyntheticLake.FEATURES).withSpec(SPEC);
  }

  private static BuildReport build(SyntheticLake made, BuildOptions options) {
    return new BuildAction(made.spark(), made.lake(), Progress.SILENT).run(options);
  }

  private static Run last(List<Run> runs) {
    return runs.get(runs.size() - 1);
  }

  private static List<State> states(SyntheticLake made) {
    return made.lake().index(SyntheticLake.INDEX).generations().stream()
        .map(Generation::state)
        .toList();
  }

  private static List<Long> generationsWithRows(SyntheticLake made) {
    return made
        .spark()
        .sql(
            "select distinct generation from "
                + made.lake().sql(SyntheticLake.DATASET, "index_near")
                + " order by 1")
        .collectAsList()
        .stream()
        .map(row -> row.getLong(0))
        .toList();
  }

  private static Map<String, String> codes(SyntheticLake made, Generation generation)
      throws Exception {
    Map<String, String> codes = new TreeMap<>();
    IndexTable index = made.lake().index(SyntheticLake.INDEX);
    List<IndexEntry> all = new ArrayList<>();
    for (int partition = 0; partition < generation.partitions(); partition++) {
      try (CloseableIterable<IndexEntry> entries = index.entries(generation.number(), partition)) {
        entries.forEach(all::add);
      }
      for (IndexEntry entry : all) {
        codes.put(entry.entityId(), entry.cell() + " " + Arrays.toString(entry.code()));
      }
    }
    return codes;
  }
}
