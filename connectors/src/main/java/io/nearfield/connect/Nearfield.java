package io.nearfield.connect;

import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.lookup.FollowingSearcher;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A warehouse, open in a program of one's own: a service, a Spark application, a test. It needs the
 * module {@code connectors} and no engine.
 *
 * <pre>{@code
 * try (Nearfield nearfield = Nearfield.open("./nearfield-warehouse")) {
 *   Dataset shop = nearfield.dataset("shop");
 *
 *   // Vectors of one's own: a feature set of three numbers each, compared by their direction.
 *   Features mine = shop.createFeatures("mine", 3, Metric.COSINE);
 *   mine.add(Map.of("sku-1", new float[] {1, 0, 0}, "sku-2", new float[] {0, 1, 0}));
 *   long vectors = mine.count();
 *
 *   // What is nearest, by words, among what costs less than twenty.
 *   Neighbours near =
 *       shop.index("things").lookup().text("warm jacket").k(5).filter("price < 20").find();
 *   for (Neighbour neighbour : near.neighbours()) {
 *     System.out.println(neighbour.entityId() + " " + neighbour.distance());
 *   }
 *
 *   // More like this one, the second page, every entry compared by its full vector.
 *   Neighbours more =
 *       shop.index("things").lookup().id("sku-17").page(1, 10).exact().find();
 *
 *   // What they say.
 *   Map<String, Item> items = shop.items(List.of("sku-17"));
 * }
 * }</pre>
 *
 * <p>Indexes are opened at their first lookup and keep answering from their newest generation: the
 * tables are asked for news every two seconds, and a new generation is taken over without a pause.
 * Each open index holds its partitions in memory, up to its share of a third of the heap.
 *
 * <p>Thread-safe. Closing it closes what came from it.
 */
public final class Nearfield implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Nearfield.class);
  private static final Duration FOLLOW = Duration.ofSeconds(2);
  private static final int SHARES = 4;

  private final Lake lake;
  private final Function<FeatureSet, EmbeddingModel> models;
  private final Map<IndexRef, FollowingSearcher> searchers = new ConcurrentHashMap<>();
  private final ScheduledExecutorService clock;

  private Nearfield(LakeOptions options, Function<FeatureSet, EmbeddingModel> models) {
    this.lake = Lake.open(options);
    this.models = models;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "nearfield-follow");
              thread.setDaemon(true);
              return thread;
            });
    long every = FOLLOW.toMillis();
    var unused = clock.scheduleWithFixedDelay(this::follow, every, every, TimeUnit.MILLISECONDS);
  }

  /**
   * Opens a warehouse with the catalog embedded in it.
   *
   * @param warehouse a folder
   * @throws io.nearfield.connect.api.NearfieldException if it cannot be opened
   */
  public static Nearfield open(String warehouse) {
    return open(LakeOptions.of(warehouse));
  }

  /** Opens a warehouse with any Iceberg catalog. */
  public static Nearfield open(LakeOptions options) {
    ModelOptions queries = ModelOptions.defaults().forQueries();
    return open(options, set -> Models.shared(set.modelLocation(), queries));
  }

  /**
   * The same with models of one's own.
   *
   * @param models opens the model of a feature set for lookups by content; it is not closed here
   */
  public static Nearfield open(LakeOptions options, Function<FeatureSet, EmbeddingModel> models) {
    return new Nearfield(options, models);
  }

  /** The names of all datasets. */
  public List<String> datasets() {
    return lake.datasets();
  }

  /**
   * A dataset.
   *
   * @throws io.nearfield.connect.api.NotFoundException if it is not there, naming those that are
   */
  public Dataset dataset(String name) {
    lake.requireDataset(name);
    return new Dataset(this, name);
  }

  /** A dataset, made if it is not there. */
  public Dataset createDataset(String name) {
    lake.ensureDataset(name);
    return new Dataset(this, name);
  }

  /** The tables behind it, for what is not offered here. */
  public Lake lake() {
    return lake;
  }

  FollowingSearcher searcher(IndexRef ref) {
    return searchers.computeIfAbsent(
        ref,
        index ->
            FollowingSearcher.open(
                lake, index, models, Runtime.getRuntime().maxMemory() / 3 / SHARES));
  }

  private void follow() {
    for (FollowingSearcher searcher : searchers.values()) {
      try {
        searcher.follow();
      } catch (RuntimeException e) {
        LOG.warn("Cannot follow index {}", searcher.ref(), e); // the next time, perhaps
      }
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    searchers.values().forEach(FollowingSearcher::close);
    lake.close();
  }
}
