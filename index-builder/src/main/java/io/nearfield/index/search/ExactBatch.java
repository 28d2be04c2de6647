package io.nearfield.index.search;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.parallel.Ranges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The true nearest of many queries: stored vectors are multiplied where they lie with a block of
 * packed queries, the products choose a few candidates more than wanted, and these are compared one
 * by one as every other search does. Where rounding could have kept a true neighbour from the
 * candidates, as among many near-copies, the query is answered by itself; so answers are the same
 * bit for bit.
 *
 * <p>The block of queries stays in the second-level cache while each stored vector passes over it
 * once. Threads share the stored vectors out among themselves, and what they find is put together
 * query by query. O(queries * entries * dimension) time.
 */
final class ExactBatch {

  /** With fewer queries than this, most of a panel of products would be for nothing. */
  static final int FEWEST_QUERIES = 16;

  /** The candidates of all queries of a block are in memory at once. */
  static final int MOST_WANTED = 4096;

  private static final int QUERIES_AT_ONCE = 256;
  private static final int ROWS_PER_TASK = 1 << 13;
  private static final int QUERIES_PER_TASK = 8;

  private final LiveReader entries;
  private final Moment moment;
  private final VectorBatch queries;
  private final SearchRequest request;
  private final long wanted;
  private final Parts parts = new Parts();
  private final List<Piece> pieces = new ArrayList<>();
  private int cellsProbed;
  private long scanned;

  /**
   * Some entries of a part, for one thread at a time.
   *
   * @param number of the part in {@link Parts}
   */
  record Piece(Part part, int number, int from, int count) {}

  ExactBatch(LiveReader entries, Moment moment, VectorBatch queries, SearchRequest request) {
    this.entries = entries;
    this.moment = moment;
    this.queries = queries;
    this.request = request;
    // Products are rounded otherwise than distances: near the end of the list the order may differ.
    this.wanted = request.k() + 16L + request.k() / 4;
    for (int cell = 0; cell < moment.cells().count(); cell++) {
      cellsProbed += moment.cell(cell).living() > 0 ? 1 : 0;
      for (Part part : moment.cell(cell).parts()) {
        add(part, parts.add(part, cell));
      }
    }
  }

  private void add(Part part, int number) {
    for (int from = 0; from < part.size; from += ROWS_PER_TASK) {
      pieces.add(new Piece(part, number, from, Math.min(ROWS_PER_TASK, part.size - from)));
    }
    scanned += part.size;
  }

  List<Answer> answers(int threads) {
    Answer[] answers = new Answer[queries.rows()];
    for (int first = 0; first < answers.length; first += QUERIES_AT_ONCE) {
      block(answers, first, Math.min(QUERIES_AT_ONCE, answers.length - first), threads);
    }
    return Arrays.asList(answers);
  }

  private void block(Answer[] answers, int first, int count, int threads) {
    int d = queries.dimension();
    PackedRows packed = VectorKernels.pack(queries.values(), first * d, count, d);
    Queue<ExactScan> idle = new ConcurrentLinkedQueue<>();
    Ranges.forEach(
        pieces.size(),
        1,
        threads,
        (from, to) -> {
          ExactScan scan = idle.poll();
          scan = scan != null ? scan : new ExactScan(moment, packed, parts, wanted);
          for (int i = from; i < to; i++) {
            scan.over(pieces.get(i));
          }
          idle.add(scan);
        });
    List<ExactScan> scans = List.copyOf(idle);
    double largestNorm = scans.stream().mapToDouble(ExactScan::largestNorm).max().orElse(0);
    Ranges.forEach(
        count,
        QUERIES_PER_TASK,
        threads,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            answers[first + i] = best(queries.row(first + i), merged(scans, i), largestNorm);
          }
        });
  }

  /** What all threads found for a query. */
  private Candidates merged(List<ExactScan> scans, int query) {
    Candidates merged = new Candidates(parts);
    merged.reset(wanted, Float.NEGATIVE_INFINITY);
    for (ExactScan scan : scans) {
      Candidates found = scan.candidates(query);
      for (int i = 0; i < found.size(); i++) {
        merged.offer(found.key(i), found.entry(i));
      }
    }
    merged.select();
    return merged;
  }

  /** Compares the candidates of a query as a search by itself does. */
  private Answer best(float[] vector, Candidates chosen, double largestNorm) {
    int n = chosen.size();
    Scratch scratch = Scratch.take();
    try {
      Tally tally = new Tally(request.nanoTime());
      Query query = new Query(moment, vector, QueryStart.NONE, request, scratch, tally);
      scratch.candidates.reset(Math.max(1, n), Float.NEGATIVE_INFINITY);
      for (int i = 0; i < n; i++) {
        long entry = chosen.entry(i);
        int number = Parts.number(entry);
        int own = scratch.parts.add(parts.part(number), parts.cell(number));
        scratch.candidates.offer(chosen.key(i), Parts.entry(own, Parts.slot(entry)));
      }
      Rerank.run(query, query.kept());
      Ranking ranking = Ranking.of(scratch.best, request.k(), false, scratch.parts, scratch);
      if (n >= wanted && !certain(ranking, chosen.threshold(), vector, largestNorm)) {
        return Search.answer(entries, moment, vector, request, QueryStart.NONE);
      }
      tally.cellsProbed = cellsProbed;
      tally.scanned = scanned;
      tally.rerankDone();
      return new Answer(ranking.ids, ranking.distances, true, "", tally.trace());
    } finally {
      scratch.giveBack();
    }
  }

  /** Whether no entry beyond the candidates can be among the nearest, for all that rounding. */
  private boolean certain(
      Ranking ranking, float greatestBeyond, float[] vector, double largestNorm) {
    Metric metric = moment.trained().metric();
    double norm = Math.sqrt(VectorKernels.dot(vector, vector));
    double farthest = ranking.distances[ranking.distances.length - 1];
    // The product that the last of the answer would have, from its distance.
    double least =
        switch (metric) {
          case EUCLIDEAN -> (norm * norm - farthest * farthest) / 2;
          case COSINE -> 1 - farthest;
          default -> -farthest;
        };
    double rounding =
        (queries.dimension() + 1) * 0x1p-23 * (largestNorm + norm) * (largestNorm + norm);
    return least - greatestBeyond > 2 * rounding;
  }
}
