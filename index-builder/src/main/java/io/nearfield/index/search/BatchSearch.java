package io.nearfield.index.search;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.parallel.Ranges;
import java.util.Arrays;
import java.util.List;

/**
 * Many queries over one moment. Cells are chosen for some queries at once; where everything is
 * compared by full vectors, so are the entries. The answers are those of one query after another.
 */
final class BatchSearch {

  private static final int QUERIES_PER_TASK = 64;

  private final LiveReader entries;
  private final Moment moment;
  private final VectorBatch queries;
  private final SearchRequest request;

  /**
   * A batch.
   *
   * @param moment pinned
   * @param queries prepared
   */
  BatchSearch(LiveReader entries, Moment moment, VectorBatch queries, SearchRequest request) {
    this.entries = entries;
    this.moment = moment;
    this.queries = queries;
    this.request = request;
  }

  List<Answer> answers(int threads) {
    if (comparesEverything()) {
      return new ExactBatch(entries, moment, queries, request).answers(threads);
    }
    Answer[] answers = new Answer[queries.rows()];
    Ranges.forEach(
        answers.length,
        QUERIES_PER_TASK,
        threads,
        (from, to) -> {
          QueryStart[] starts =
              QueryStart.ofAll(moment.trained(), queries, from, to - from, request);
          for (int i = from; i < to; i++) {
            answers[i] = Search.answer(entries, moment, queries.row(i), request, starts[i - from]);
          }
        });
    return Arrays.asList(answers);
  }

  /** Whether products of all queries with all vectors are the first step of the answers. */
  private boolean comparesEverything() {
    Shape shape = moment.cells().shape();
    boolean everyCell = request.exact() || request.nprobe() >= moment.cells().count();
    return queries.rows() >= ExactBatch.FEWEST_QUERIES
        && request.k() <= ExactBatch.MOST_WANTED
        && shape.floats()
        && (request.exact() || shape.codeSize() == 0)
        && everyCell
        && request.margin() == Float.POSITIVE_INFINITY
        && request.filter() == null
        && !request.ranged()
        && request.order() == SearchRequest.Order.NEAREST
        && moment.trained().metric() != Metric.L1;
  }
}
