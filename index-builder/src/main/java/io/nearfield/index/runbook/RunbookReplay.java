package io.nearfield.index.runbook;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.parallel.Ranges;
import io.nearfield.index.runbook.Runbook.Delete;
import io.nearfield.index.runbook.Runbook.Insert;
import io.nearfield.index.runbook.Runbook.Replace;
import io.nearfield.index.runbook.Runbook.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Does to an index what a {@link Runbook} says, and at each search compares its answers with the
 * true nearest of the rows that live then. An answer that names a dead tag, or a tag twice, ends
 * the replay with an error.
 */
public final class RunbookReplay {

  /** Recall is measured at this many neighbours, as the runbooks' authors do. */
  public static final int K = 10;

  private final Replayed index;
  private final VectorBatch vectors;
  private final VectorBatch queries;
  private final int threads;
  private final LivingOracle oracle;

  private RunbookReplay(Replayed index, VectorBatch vectors, VectorBatch queries, int threads) {
    this.index = index;
    this.vectors = vectors;
    this.queries = queries;
    this.threads = threads;
    this.oracle = new LivingOracle(vectors);
  }

  /**
   * One search step.
   *
   * @param step its number in the runbook, from 1
   * @param living how many tags live
   * @param recall of the true {@link #K} nearest, the share that was found, over all queries
   * @param changeNanos what the changes since the search before took
   * @param searchNanos what the search took
   * @param housekeeping what the index did of its own accord since the search before
   */
  public record Searched(
      int step,
      int living,
      double recall,
      long changeNanos,
      long searchNanos,
      String housekeeping) {}

  /**
   * Replays a runbook.
   *
   * @param vectors at least {@link Runbook#rows} rows
   * @param threads that compute the truth
   * @param each receives every search step as it is done
   * @return all of them
   */
  public static List<Searched> of(
      Runbook runbook,
      Replayed index,
      VectorBatch vectors,
      VectorBatch queries,
      int threads,
      Consumer<Searched> each) {
    if (vectors.rows() < runbook.rows()) {
      throw new IllegalArgumentException(
          "Cannot replay runbook '%s': it needs %d vectors, got %d; divide its numbers by %d"
              .formatted(
                  runbook.name(),
                  runbook.rows(),
                  vectors.rows(),
                  (runbook.rows() + vectors.rows() - 1) / Math.max(1, vectors.rows())));
    }
    return new RunbookReplay(index, vectors, queries, threads).run(runbook, each);
  }

  private List<Searched> run(Runbook runbook, Consumer<Searched> each) {
    List<Searched> searches = new ArrayList<>();
    long changeNanos = 0;
    for (int i = 0; i < runbook.steps().size(); i++) {
      Step step = runbook.steps().get(i);
      if (step instanceof Runbook.Search) {
        Searched searched = search(i + 1, changeNanos);
        changeNanos = 0;
        each.accept(searched);
        searches.add(searched);
      } else {
        changeNanos += change(step);
      }
    }
    return searches;
  }

  private long change(Step step) {
    if (step instanceof Insert insert) {
      int[] fresh = range(insert.start(), insert.end(), tag -> !oracle.lives(tag));
      for (int tag : fresh) {
        oracle.set(tag, tag);
      }
      VectorBatch rows = rows(fresh, 0);
      return timed(() -> index.insert(tags(fresh), rows));
    }
    if (step instanceof Delete delete) {
      int end = Math.min(delete.end(), vectors.rows());
      int[] gone = range(delete.start(), end, oracle::lives);
      for (int tag : gone) {
        oracle.delete(tag);
      }
      return timed(() -> index.delete(tags(gone)));
    }
    Replace replace = (Replace) step;
    int end = replace.tagsStart() + replace.count();
    int[] replaced = range(replace.tagsStart(), end, tag -> true);
    int shift = replace.rowsStart() - replace.tagsStart();
    for (int tag : replaced) {
      oracle.set(tag, tag + shift);
    }
    VectorBatch rows = rows(replaced, shift);
    return timed(() -> index.replace(tags(replaced), rows));
  }

  private Searched search(int step, long changeNanos) {
    long start = System.nanoTime();
    List<long[]> answers = index.search(queries, K);
    long nanos = System.nanoTime() - start;
    double[] recalls = new double[queries.rows()];
    Ranges.forEach(
        recalls.length,
        1,
        threads,
        (from, to) -> recalls[from] = oracle.recall(queries.row(from), answers.get(from), K));
    double recall = Arrays.stream(recalls).average().orElse(1);
    return new Searched(step, oracle.living(), recall, changeNanos, nanos, index.housekeeping());
  }

  private static long timed(Runnable change) {
    long start = System.nanoTime();
    change.run();
    return System.nanoTime() - start;
  }

  private static int[] range(int start, int end, java.util.function.IntPredicate which) {
    return java.util.stream.IntStream.range(start, end).filter(which).toArray();
  }

  private static long[] tags(int[] tags) {
    return Arrays.stream(tags).asLongStream().toArray();
  }

  private VectorBatch rows(int[] tags, int shift) {
    int d = vectors.dimension();
    float[] rows = new float[tags.length * d];
    for (int i = 0; i < tags.length; i++) {
      System.arraycopy(vectors.values(), (tags[i] + shift) * d, rows, i * d, d);
    }
    return new VectorBatch(rows, d);
  }
}
