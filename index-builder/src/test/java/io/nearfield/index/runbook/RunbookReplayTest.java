package io.nearfield.index.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.runbook.Runbook.Delete;
import io.nearfield.index.runbook.Runbook.Insert;
import io.nearfield.index.runbook.Runbook.Replace;
import io.nearfield.index.runbook.Runbook.Search;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunbookReplayTest {

  private static final Runbook RUNBOOK =
      new Runbook(
          "test",
          List.of(
              new Insert(0, 60),
              new Search(),
              new Replace(0, 60, 20),
              new Search(),
              new Delete(10, 50),
              new Delete(40, 55),
              new Search(),
              new Insert(0, 30),
              new Search(),
              new Delete(0, 80),
              new Search()));

  private final RunbookVectors vectors = RunbookVectors.clustered(RUNBOOK, 4, 25, 3);

  /** A map from tags to rows, searched row by row. */
  private static class Exact implements Replayed {
    final Map<Long, float[]> rows = new TreeMap<>();

    @Override
    public void insert(long[] tags, VectorBatch batch) {
      for (int i = 0; i < tags.length; i++) {
        assertThat(rows.put(tags[i], batch.row(i))).isNull();
      }
    }

    @Override
    public void replace(long[] tags, VectorBatch batch) {
      for (int i = 0; i < tags.length; i++) {
        rows.put(tags[i], batch.row(i));
      }
    }

    @Override
    public void delete(long[] tags) {
      for (long tag : tags) {
        assertThat(rows.remove(tag)).isNotNull();
      }
    }

    @Override
    public List<long[]> search(VectorBatch queries, int k) {
      List<long[]> answers = new ArrayList<>();
      for (int q = 0; q < queries.rows(); q++) {
        float[] query = queries.row(q);
        answers.add(
            rows.entrySet().stream()
                .sorted(Comparator.comparingDouble(entry -> squared(query, entry.getValue())))
                .limit(k)
                .mapToLong(Map.Entry::getKey)
                .toArray());
      }
      return answers;
    }

    private static double squared(float[] a, float[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
      }
      return sum;
    }
  }

  private List<RunbookReplay.Searched> replay(Replayed index) {
    return RunbookReplay.of(RUNBOOK, index, vectors.base(), vectors.queries(), 2, searched -> {});
  }

  @Test
  void anExactIndexFindsAllAtEveryStep() {
    List<RunbookReplay.Searched> searches = replay(new Exact());

    assertThat(searches).extracting(RunbookReplay.Searched::step).containsExactly(2, 4, 7, 9, 11);
    assertThat(searches)
        .extracting(RunbookReplay.Searched::living)
        .containsExactly(60, 60, 15, 35, 0);
    assertThat(searches).allSatisfy(searched -> assertThat(searched.recall()).isEqualTo(1));
  }

  @Test
  void anIndexThatForgetsToReplaceIsSeen() {
    List<RunbookReplay.Searched> searches =
        replay(
            new Exact() {
              @Override
              public void replace(long[] tags, VectorBatch batch) {}
            });

    assertThat(searches.get(0).recall()).isEqualTo(1);
    assertThat(searches.get(1).recall()).isLessThan(1);
  }

  @Test
  void anIndexThatForgetsToDeleteIsAnError() {
    assertThatThrownBy(
            () ->
                replay(
                    new Exact() {
                      @Override
                      public void delete(long[] tags) {}
                    }))
        .hasMessageContaining("which is dead or was named before");
  }

  @Test
  void tooFewVectorsAreRefused() {
    assertThatThrownBy(
            () ->
                RunbookReplay.of(
                    RUNBOOK,
                    new Exact(),
                    VectorBatch.empty(4),
                    vectors.queries(),
                    1,
                    searched -> {}))
        .hasMessageStartingWith("Cannot replay runbook 'test': it needs 80 vectors, got 0");
    VectorBatch half = vectors.base().slice(0, 40);
    assertThatThrownBy(
            () ->
                RunbookReplay.of(RUNBOOK, new Exact(), half, vectors.queries(), 1, searched -> {}))
        .hasMessageEndingWith("it needs 80 vectors, got 40; divide its numbers by 2");
  }
}
