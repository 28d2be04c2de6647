package io.nearfield.connect.browse;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.projection.ProjectionParams;
import io.nearfield.index.projection.Projector;
import io.nearfield.index.projection.Trustworthiness;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Draws maps of the active generations of indexes, and keeps the latest few.
 *
 * <p>The first map of a generation reads all its entries once and lays a sample of them out: some
 * seconds for thousands of points. It is drawn once, however many ask meanwhile, and answered from
 * memory until the generation changes. A rebuilt or refreshed generation gets a map of its own. The
 * same entries give the same map. Thread-safe.
 */
public final class IndexMaps {

  /** The most points of one map. */
  public static final int MOST_POINTS = 10_000;

  private static final int KEPT = 8;
  private static final long SEED = 42;
  private static final int JUDGED = 1_000;
  private static final int FEWEST_JUDGED = 50;
  private static final int JUDGED_BY = 10;

  private final Lake lake;
  private final Map<Key, FutureTask<IndexMap>> maps =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, FutureTask<IndexMap>> eldest) {
          return size() > KEPT;
        }
      };

  /** One map; the snapshot tells refreshes of a generation apart. */
  private record Key(
      IndexRef index, long generation, long snapshot, int points, IndexMap.Method method) {}

  public IndexMaps(Lake lake) {
    this.lake = lake;
  }

  /**
   * The map of the generation that is active now.
   *
   * @param points how many entries are shown at most, 1 to {@value #MOST_POINTS}
   * @throws NearfieldException if there is no such index or none of its generations is active
   */
  public IndexMap of(IndexRef index, int points, IndexMap.Method method) {
    if (points < 1 || points > MOST_POINTS) {
      throw new IllegalArgumentException(
          "Cannot draw a map of index '%s': it shows 1 to %d points, got %d"
              .formatted(index, MOST_POINTS, points));
    }
    IndexTable table = lake.index(index);
    Generation generation = table.requireActive();
    Key key = new Key(index, generation.number(), generation.coveredSnapshot(), points, method);
    FutureTask<IndexMap> task = new FutureTask<>(() -> draw(table, generation, points, method));
    FutureTask<IndexMap> first;
    synchronized (maps) {
      first = maps.putIfAbsent(key, task);
    }
    if (first == null) {
      task.run();
      first = task;
    }
    return result(key, first);
  }

  private IndexMap result(Key key, FutureTask<IndexMap> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      synchronized (maps) {
        maps.remove(key, task); // the next one tries again
      }
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new NearfieldException(
          "Cannot draw a map of index '" + key.index() + "': " + e.getCause().getMessage(),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a map was drawn", e);
    }
  }

  private static IndexMap draw(
      IndexTable table, Generation generation, int points, IndexMap.Method method)
      throws IOException {
    EntrySample sample = new EntrySample(points, SEED);
    long count = 0;
    for (int partition = 0; partition < generation.partitions(); partition++) {
      try (CloseableIterable<IndexEntry> entries = table.entries(generation.number(), partition)) {
        for (IndexEntry entry : entries) {
          sample.offer(entry);
          count++;
        }
      }
    }
    List<IndexEntry> shown = sample.entries();
    if (shown.isEmpty()) {
      return new IndexMap(generation.number(), 0, method, SEED, Double.NaN, List.of());
    }
    VectorBatch rows = VectorBatch.ofRows(shown.stream().map(IndexEntry::vector).toList());
    ProjectionParams params = ProjectionParams.defaults().withSeed(SEED);
    VectorBatch plane =
        method == IndexMap.Method.PRINCIPAL
            ? Projector.principal(rows, params)
            : Projector.neighbours(rows, params);
    List<IndexMap.Point> placed = new ArrayList<>(shown.size());
    for (int i = 0; i < shown.size(); i++) {
      IndexEntry entry = shown.get(i);
      placed.add(
          new IndexMap.Point(
              entry.entityId(),
              plane.values()[2 * i],
              plane.values()[2 * i + 1],
              Map.copyOf(entry.attributes())));
    }
    return new IndexMap(
        generation.number(), count, method, SEED, trust(rows, plane, params.threads()), placed);
  }

  /** Of at most a thousand points, spread over all. */
  private static double trust(VectorBatch rows, VectorBatch plane, int threads) {
    int judged = Math.min(JUDGED, rows.rows());
    return judged < FEWEST_JUDGED
        ? Double.NaN
        : Trustworthiness.of(spread(rows, judged), spread(plane, judged), JUDGED_BY, threads);
  }

  private static VectorBatch spread(VectorBatch rows, int count) {
    List<float[]> chosen = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      chosen.add(rows.row((int) ((long) i * rows.rows() / count)));
    }
    return VectorBatch.ofRows(chosen);
  }
}
