package io.nearfield.index.search;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.code.VectorCodec;
import java.util.Arrays;

/**
 * What the search of a query begins with and what costs less to compute for many at once.
 *
 * @param cells to look into first; null where the query chooses for itself
 * @param dots the inner product of the query with each of their centroids
 * @param turned the query as the codec measures it; null where that is left to the codec
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record QueryStart(int[] cells, float[] dots, float[] turned) {

  /** Nothing is known yet. */
  static final QueryStart NONE = new QueryStart(null, null, null);

  /** Of the queries from {@code from} on, the same as each would find by itself. */
  static QueryStart[] ofAll(
      TrainedIndex trained, VectorBatch queries, int from, int count, SearchRequest request) {
    int d = queries.dimension();
    float[] turned =
        trained
            .codec()
            .filter(VectorCodec::turns)
            .map(codec -> codec.turn(queries.values(), from * d, count))
            .orElse(null);
    QueryStart[] starts = new QueryStart[count];
    Arrays.setAll(starts, i -> new QueryStart(null, null, row(turned, count, i)));
    boolean chosen =
        !request.exact()
            && request.nprobe() < trained.cells()
            && request.order() == SearchRequest.Order.NEAREST;
    if (chosen) {
      trained.probeAll(
          queries,
          from,
          count,
          request.nprobe(),
          request.margin(),
          (i, cells, dots, held) ->
              starts[i] =
                  new QueryStart(
                      Arrays.copyOf(cells, held), Arrays.copyOf(dots, held), starts[i].turned()));
    }
    return starts;
  }

  private static float[] row(float[] rows, int count, int i) {
    if (rows == null) {
      return null;
    }
    int n = rows.length / count;
    return Arrays.copyOfRange(rows, i * n, (i + 1) * n);
  }
}
