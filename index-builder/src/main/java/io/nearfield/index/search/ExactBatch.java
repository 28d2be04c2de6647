package io.nearfield.index.search;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.PackedRows;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.parallel.Ranges;
import java.util.Arrays;
import java.util.List;

/**
 * The true nearest of many queries: tiles of stored vectors are multiplied with many queries at
 * once, the products choose a few candidates more than wanted, and these are compared one by one as
 * every other search does. Where rounding could have kept a true neighbour from the candidates, as
 * among many near-copies, the query is answered by itself; so answers are the same bit for bit.
 *
 * <p>Under EUCLIDEAN each stored vector has one value more, minus half its squared norm, and each
 * query a one there: more is nearer. O(queries * entries * dimension) time.
 */
final class ExactBatch {

  /** With fewer queries than this, packing tiles costs more than the products save. */
  static final int FEWEST_QUERIES = 8;

  /** The candidates of all queries of a task are in memory at once. */
  static final int MOST_WANTED = 4096;

  private static final int QUERIES_PER_TASK = 512;
  private static final int ROWS_PER_TILE = 128;

  private final LiveReader entries;
  private final Moment moment;
  private final VectorBatch queries;
  private final SearchRequest request;
  private final boolean withNorms;
  private final int width; // of a multiplied row

  ExactBatch(LiveReader entries, Moment moment, VectorBatch queries, SearchRequest request) {
    this.entries = entries;
    this.moment = moment;
    this.queries = queries;
    this.request = request;
    this.withNorms = moment.trained().metric() == Metric.EUCLIDEAN;
    this.width = queries.dimension() + (withNorms ? 1 : 0);
  }

  List<Answer> answers(int threads) {
    Answer[] answers = new Answer[queries.rows()];
    // Every thread gets its share even of a small batch.
    int share = (queries.rows() + threads - 1) / Math.max(1, threads);
    Ranges.forEach(
        answers.length,
        Math.max(1, Math.min(QUERIES_PER_TASK, share)),
        threads,
        (from, to) -> new Block(from, to - from).answer(answers));
    return Arrays.asList(answers);
  }

  /** Some of the queries. */
  private final class Block {
    private final int first;
    private final int count;
    private final float[] rows; // Layout: (count, width)
    private final Parts parts = new Parts();
    private final Candidates[] candidates;
    private final float[] tile = new float[ROWS_PER_TILE * width];
    private final float[] products;
    private final int[] found = new int[ROWS_PER_TILE];
    private final long wanted;
    private double largestNorm;
    private long scanned;

    Block(int first, int count) {
      this.first = first;
      this.count = count;
      this.rows = new float[count * width];
      copyRows(queries.values(), first * queries.dimension(), count, rows);
      for (int i = 0; withNorms && i < count; i++) {
        rows[(i + 1) * width - 1] = 1;
      }
      // Products are rounded otherwise than distances: near the end of the list the order may
      // differ.
      this.wanted = request.k() + 16L + request.k() / 4;
      this.candidates = new Candidates[count];
      for (int i = 0; i < count; i++) {
        candidates[i] = new Candidates(parts);
        candidates[i].reset(wanted, Float.NEGATIVE_INFINITY);
      }
      this.products = new float[Math.multiplyExact(count, ROWS_PER_TILE + 64)];
    }

    void answer(Answer[] answers) {
      int cellsProbed = 0;
      for (int number = 0; number < moment.cells().count(); number++) {
        Cell cell = moment.cell(number);
        cellsProbed += cell.living() > 0 ? 1 : 0;
        for (Part part : cell.parts()) {
          scan(part, parts.add(part, number));
        }
      }
      for (int i = 0; i < count; i++) {
        answers[first + i] = best(i, cellsProbed);
      }
    }

    private void scan(Part part, int number) {
      int d = queries.dimension();
      float[] loaded = new float[0];
      for (int from = 0; from < part.size; from += ROWS_PER_TILE) {
        int some = Math.min(ROWS_PER_TILE, part.size - from);
        if (part.storage instanceof HeapStorage heap) {
          copyRows(heap.vectors, from * d, some, tile);
        } else {
          loaded = loaded.length > 0 ? loaded : new float[ROWS_PER_TILE * d];
          part.storage.vectors(from, some, loaded, 0);
          copyRows(loaded, 0, some, tile);
        }
        addNorms(some);
        PackedRows packed = VectorKernels.pack(tile, 0, some, width);
        VectorKernels.multiply(rows, 0, count, packed, products);
        collect(part, number, from, some, packed.stride());
      }
      scanned += part.size;
    }

    private void copyRows(float[] from, int at, int count, float[] to) {
      int d = queries.dimension();
      if (!withNorms) {
        System.arraycopy(from, at, to, 0, count * d);
        return;
      }
      for (int i = 0; i < count; i++) {
        System.arraycopy(from, at + i * d, to, i * width, d);
      }
    }

    private void addNorms(int some) {
      int d = queries.dimension();
      for (int i = 0; i < some; i++) {
        float squared = VectorKernels.dot(tile, i * width, tile, i * width, d);
        largestNorm = Math.max(largestNorm, Math.sqrt(squared));
        if (withNorms) {
          tile[i * width + d] = -squared / 2;
        }
      }
    }

    private void collect(Part part, int number, int from, int some, int stride) {
      boolean untouched = part.untouched();
      for (int q = 0; q < count; q++) {
        Candidates into = candidates[q];
        int row = q * stride;
        int reach = VectorKernels.atLeast(products, row, some, into.threshold(), found);
        for (int i = 0; i < reach; i++) {
          int slot = from + found[i];
          if (untouched || part.exists(slot, moment.version())) {
            into.offer(products[row + found[i]], Parts.entry(number, slot));
          }
        }
      }
    }

    /** Compares the candidates of a query as a search by itself does. */
    private Answer best(int q, int cellsProbed) {
      float[] vector = queries.row(first + q);
      Candidates chosen = candidates[q];
      chosen.select();
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
        if (n >= wanted && !certain(ranking, chosen.threshold(), vector)) {
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
    private boolean certain(Ranking ranking, float greatestBeyond, float[] vector) {
      double norm = Math.sqrt(VectorKernels.dot(vector, vector));
      double farthest = ranking.distances[ranking.distances.length - 1];
      // The product that the last of the answer would have, from its distance.
      double least =
          switch (moment.trained().metric()) {
            case EUCLIDEAN -> (norm * norm - farthest * farthest) / 2;
            case COSINE -> 1 - farthest;
            default -> -farthest;
          };
      double rounding = width * 0x1p-23 * (largestNorm + norm) * (largestNorm + norm);
      return least - greatestBeyond > 2 * rounding;
    }
  }
}
