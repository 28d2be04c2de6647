package io.nearfield.index.search;

import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.code.CodeDots;
import io.nearfield.index.code.VectorCodec;
import io.nearfield.index.kernel.VectorKernels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One search over cell lists at one version: by codes, then by full vectors; or by full vectors
 * alone.
 *
 * <p>Scores and distances are those of a search in a {@link io.nearfield.index.VectorIndex}: the
 * product with the code, its bias, the product with the centroid, added in this order.
 */
final class PartitionSearch<A> {

  private static final int BLOCK = 1024;

  private final TrainedIndex trained;
  private final float[] query;
  private final SearchParams params;
  private final Predicate<? super A> filter;
  private final long version;
  private final float[] keys = new float[BLOCK];
  private CellList[] lists;

  PartitionSearch(
      TrainedIndex trained,
      float[] query,
      SearchParams params,
      Predicate<? super A> filter,
      long version) {
    this.trained = trained;
    this.query = query;
    this.params = params;
    this.filter = filter;
    this.version = version;
  }

  /** Searches the first {@code held} lists, which are those of the cells beside them. */
  List<Hit<A>> over(CellList[] found, int[] cells, int held) {
    lists = found;
    long entries = 0;
    for (int i = 0; i < held; i++) {
      entries += found[i].size;
    }
    Optional<VectorCodec> codec = trained.codec();
    if (params.exact() || codec.isEmpty()) {
      TopK best = topK(params.k(), entries);
      for (int i = 0; i < held; i++) {
        scanVectors(i, best);
      }
      return hits(best);
    }
    // Codes cannot tell L1: its candidates are ranked by Euclidean distance and always compared.
    boolean compare = params.rerankFactor() > 0 || trained.metric() == Metric.L1;
    long candidates = (long) params.k() * Math.max(1, params.rerankFactor());
    TopK best = topK(candidates, entries);
    CodeDots dots = codec.get().dots(query);
    for (int i = 0; i < held; i++) {
      scanCodes(i, cells[i], dots, best);
    }
    if (compare) {
      return hits(rerank(best));
    }
    return hits(best);
  }

  private TopK topK(long wanted, long entries) {
    return new TopK((int) Math.min(wanted, Math.min(entries, Integer.MAX_VALUE - 8)), this::ties);
  }

  private void scanVectors(int number, TopK best) {
    CellList list = lists[number];
    int d = query.length;
    for (int from = 0; from < list.size; from += BLOCK) {
      int count = Math.min(BLOCK, list.size - from);
      Distances.compute(trained.metric(), query, list.vectors, from * d, count, keys);
      keep(number, from, count, best);
    }
  }

  private void scanCodes(int number, int cell, CodeDots dots, TopK best) {
    CellList list = lists[number];
    int d = query.length;
    Measure measure = Measure.ofCodes(trained.metric(), VectorKernels.dot(query, query));
    float centre = VectorKernels.dot(query, 0, trained.centroids().values(), cell * d, d);
    for (int from = 0; from < list.size; from += BLOCK) {
      int count = Math.min(BLOCK, list.size - from);
      dots.score(list.codes, from, count, keys, 0);
      for (int i = 0; i < count; i++) {
        float code = list.biases == null ? keys[i] : keys[i] + list.biases[from + i];
        keys[i] = measure.distance(code + centre);
      }
      keep(number, from, count, best);
    }
  }

  @SuppressWarnings("unchecked") // only upsert stores attachments
  private void keep(int number, int from, int count, TopK best) {
    CellList list = lists[number];
    for (int i = 0; i < count; i++) {
      int slot = from + i;
      if (keys[i] <= best.threshold()
          && list.exists(slot, version)
          && (filter == null || filter.test((A) list.attachments[slot]))) {
        best.offer(keys[i], (long) number << 32 | slot);
      }
    }
  }

  private TopK rerank(TopK candidates) {
    TopK best = topK(params.k(), candidates.size());
    float[] distance = new float[1];
    for (int i = 0; i < candidates.size(); i++) {
      long entry = candidates.entry(i);
      int from = slot(entry) * query.length;
      Distances.compute(trained.metric(), query, list(entry).vectors, from, 1, distance);
      best.offer(distance[0], entry);
    }
    return best;
  }

  @SuppressWarnings("unchecked") // only upsert stores attachments
  private List<Hit<A>> hits(TopK best) {
    List<Hit<A>> hits = new ArrayList<>(best.size());
    for (int i = 0; i < best.size(); i++) {
      long entry = best.entry(i);
      CellList list = list(entry);
      hits.add(new Hit<>(list.ids[slot(entry)], best.key(i), (A) list.attachments[slot(entry)]));
    }
    Collections.sort(hits);
    return hits;
  }

  private int ties(long a, long b) {
    return list(a).ids[slot(a)].compareTo(list(b).ids[slot(b)]);
  }

  private CellList list(long entry) {
    return lists[(int) (entry >> 32)];
  }

  private static int slot(long entry) {
    return (int) entry;
  }
}
