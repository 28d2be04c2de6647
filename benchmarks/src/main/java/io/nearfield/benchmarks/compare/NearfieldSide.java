package io.nearfield.benchmarks.compare;

import io.nearfield.benchmarks.data.Dataset;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.search.Answer;
import io.nearfield.index.search.SearchRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** This project's index, in this process. */
public final class NearfieldSide implements Side {

  /** Cells, trained once for all indexes with as many. */
  private record Cells(VectorBatch centroids, double seconds) {}

  private final Dataset data;
  private final VectorBatch tuning;
  private final float[][] queries;
  private final IndexStore store;
  private final TrainingParams params;
  private final Map<Integer, Cells> cells = new HashMap<>();
  private VectorIndex index;

  /**
   * Over the vectors given.
   *
   * @param store where indexes are kept between runs
   * @param iterations Lloyd iterations for the cells
   * @param threads for building
   */
  public NearfieldSide(Dataset data, IndexStore store, int iterations, int threads) {
    this.data = data;
    this.store = store;
    this.params = TrainingParams.defaults().withIterations(iterations).withThreads(threads);
    this.tuning = data.tuningQueries();
    this.queries = new float[data.queries().rows()][];
    Arrays.setAll(queries, data.queries()::row);
  }

  @Override
  public String name() {
    return "Nearfield";
  }

  @Override
  public boolean margins() {
    return true;
  }

  @Override
  public Built build(String text) {
    drop();
    IndexStore.Kept kept = store.read(text, params.iterations());
    if (kept != null) {
      index = kept.index();
      return kept.built();
    }
    IndexSpec spec = IndexSpec.parse(text);
    Memory.forgetPeaks();
    double cellSeconds = spec.hasCells() ? cells(spec.cells()).seconds() : 0;
    long begun = System.nanoTime();
    TrainedIndex trained =
        spec.hasCells()
            ? IndexTrainer.trainWithCentroids(
                data.train(),
                spec,
                Metric.EUCLIDEAN,
                cells(spec.cells()).centroids(),
                params,
                TrainingListener.SILENT)
            : IndexTrainer.train(
                data.train(), spec, Metric.EUCLIDEAN, params, TrainingListener.SILENT);
    long trainedAt = System.nanoTime();
    long[] ids = new long[data.base().rows()];
    Arrays.setAll(ids, i -> i);
    index = VectorIndex.build(trained, ids, data.base(), params.threads());
    long addedAt = System.nanoTime();
    Built built =
        new Built(
            cellSeconds + (trainedAt - begun) / 1e9,
            (addedAt - trainedAt) / 1e9,
            index.memoryBytes(),
            Memory.peak(),
            Memory.peakHeap());
    store.write(text, params.iterations(), index, built);
    return built;
  }

  private Cells cells(int count) {
    return cells.computeIfAbsent(
        count,
        n -> {
          long begun = System.nanoTime();
          TrainedIndex trained =
              IndexTrainer.train(
                  data.train(),
                  IndexSpec.parse("IVF%d,Flat".formatted(n)),
                  Metric.EUCLIDEAN,
                  params,
                  TrainingListener.SILENT);
          return new Cells(trained.centroids(), (System.nanoTime() - begun) / 1e9);
        });
  }

  @Override
  public long[] search(Setting setting, Part part, int threads) {
    List<Answer> answers = index.searchAll(batch(part), request(setting), threads);
    long[] ids = new long[answers.size() * K];
    Arrays.fill(ids, -1);
    for (int i = 0; i < answers.size(); i++) {
      long[] found = answers.get(i).ids();
      System.arraycopy(found, 0, ids, i * K, found.length);
    }
    return ids;
  }

  @Override
  public Rate batch(Setting setting, Part part, int threads, double seconds) {
    VectorBatch batch = batch(part);
    SearchRequest request = request(setting);
    long done = 0;
    long begun = System.nanoTime();
    long taken;
    do {
      done += index.searchAll(batch, request, threads).size();
      taken = System.nanoTime() - begun;
    } while (taken < seconds * 1e9);
    return new Rate(done, taken / 1e9);
  }

  @Override
  public long[] single(Setting setting) {
    SearchRequest request = request(setting);
    long[] nanos = new long[queries.length];
    for (int i = 0; i < queries.length; i++) {
      long begun = System.nanoTime();
      Answer answer = index.search(queries[i], request);
      nanos[i] = System.nanoTime() - begun;
      if (answer.size() == 0) {
        throw new IllegalStateException("An index with entries found none");
      }
    }
    return nanos;
  }

  private VectorBatch batch(Part part) {
    return part == Part.TUNING ? tuning : data.queries();
  }

  private SearchRequest request(Setting setting) {
    return SearchRequest.nearest(K)
        .withNprobe(setting.nprobe())
        .withMargin(setting.margin())
        .withRerankFactor(setting.rerank());
  }

  @Override
  public void drop() {
    index = null;
  }

  @Override
  public void close() {
    drop();
  }
}
