package io.nearfield.index.living;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.search.CellLoad;
import io.nearfield.index.search.SearchRequest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** Indexes to maintain, and what can be said about them. */
final class LivingIndexes {

  private LivingIndexes() {}

  static TrainedIndex trained(String spec, Metric metric, VectorBatch sample) {
    return IndexTrainer.train(
        sample,
        IndexSpec.parse(spec),
        metric,
        TrainingParams.defaults().withThreads(1),
        TrainingListener.SILENT);
  }

  static long[] range(long from, long to) {
    return LongStream.range(from, to).toArray();
  }

  /** Entries that are in a cell whose centroid is not the nearest to what is kept of them. */
  static int misplaced(VectorIndex index) {
    TrainedIndex trained = index.trained();
    int misplaced = 0;
    for (int cell = 0; cell < index.cells(); cell++) {
      VectorBatch vectors = ViewedCell.of(index, trained, cell).vectors();
      for (int assigned : trained.assignAll(vectors)) {
        misplaced += assigned == cell ? 0 : 1;
      }
    }
    return misplaced;
  }

  /** The ids of all cells, which must all differ. */
  static Set<Long> ids(VectorIndex index) {
    Set<Long> ids = new HashSet<>();
    for (int cell = 0; cell < index.cells(); cell++) {
      for (long id : index.cell(cell).ids()) {
        assertThat(ids.add(id)).isTrue();
      }
    }
    return ids;
  }

  static int longest(VectorIndex index) {
    return index.loads().stream().mapToInt(CellLoad::living).max().orElse(0);
  }

  static double mean(VectorIndex index) {
    return (double) index.size() / index.cells();
  }

  /** How many entries the queries looked at on average. */
  static double scanned(VectorIndex index, VectorBatch queries, int nprobe) {
    return index.searchAll(queries, SearchRequest.nearest(10).withNprobe(nprobe), 1).stream()
        .mapToLong(answer -> answer.trace().scanned())
        .average()
        .orElse(0);
  }

  /** recall@10 against an index that holds the same vectors and is searched exactly. */
  static double recall(VectorIndex index, VectorIndex truthful, VectorBatch queries, int nprobe) {
    SearchRequest request = SearchRequest.nearest(10);
    List<long[]> truth =
        truthful.searchAll(queries, request.exactly(), 1).stream().map(a -> a.ids()).toList();
    List<long[]> found =
        index.searchAll(queries, request.withNprobe(nprobe), 1).stream().map(a -> a.ids()).toList();
    long hits = 0;
    for (int q = 0; q < queries.rows(); q++) {
      Set<Long> wanted = new HashSet<>();
      Arrays.stream(truth.get(q)).forEach(wanted::add);
      hits += Arrays.stream(found.get(q)).filter(wanted::contains).count();
    }
    return hits / (10.0 * queries.rows());
  }
}
