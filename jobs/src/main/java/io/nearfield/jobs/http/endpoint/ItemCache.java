package io.nearfield.jobs.http.endpoint;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.lookup.ItemText;
import io.nearfield.connect.lookup.ItemTexts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.Snapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the items behind answers say, kept in memory up to a bound, until the items change. Reading
 * them from the table costs more than a lookup. Thread-safe.
 */
final class ItemCache implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ItemCache.class);
  private static final int OVERHEAD = 200;

  /** In place of a snapshot that is being looked for. */
  private static final Long UNREAD = Long.MIN_VALUE;

  private final Lake lake;
  private final Cache<Key, Kept> kept;
  private final long ahead;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "nearfield-items");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, Long> snapshots = new ConcurrentHashMap<>();

  private record Key(String dataset, String id) {}

  /** Null in place of an item that is not there. */
  private record Kept(ItemText item) {
    int weight(Key key) {
      return OVERHEAD
          + 2 * key.id().length()
          + (item == null
              ? 0
              : 2 * (item.text() == null ? 0 : item.text().length())
                  + 2 * String.valueOf(item.uri()).length());
    }
  }

  ItemCache(Lake lake, long bytes) {
    this.lake = lake;
    this.ahead = bytes / 2;
    this.kept =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Key key, Kept one) -> one.weight(key))
            .build();
  }

  /** The items of these ids that there are. */
  Map<String, ItemText> find(String dataset, Collection<String> ids) {
    if (snapshots.putIfAbsent(dataset, UNREAD) == null) {
      // From the first lookup on all items are read in the background, as many as there is room
      // for.
      reader.execute(() -> readAhead(dataset));
    }
    Map<String, ItemText> found = new HashMap<>();
    List<String> missing = new ArrayList<>();
    for (String id : ids) {
      Kept one = kept.getIfPresent(new Key(dataset, id));
      if (one == null) {
        missing.add(id);
      } else if (one.item() != null) {
        found.put(id, one.item());
      }
    }
    if (!missing.isEmpty()) {
      Map<String, ItemText> read = ItemTexts.read(lake, dataset, missing);
      missing.forEach(id -> kept.put(new Key(dataset, id), new Kept(read.get(id))));
      found.putAll(read);
    }
    return found;
  }

  private void readAhead(String dataset) {
    try {
      snapshots.put(dataset, snapshot(dataset));
      long[] weight = new long[1];
      ItemTexts.each(
          lake,
          dataset,
          (id, item) -> {
            Key key = new Key(dataset, id);
            Kept one = new Kept(item);
            kept.put(key, one);
            weight[0] += one.weight(key);
            return weight[0] < ahead && !Thread.currentThread().isInterrupted();
          });
    } catch (RuntimeException e) {
      LOG.warn("Cannot read the items of {} ahead", dataset, e); // each answer reads its own
    }
  }

  /** Forgets the items of datasets that have changed. */
  void follow() {
    snapshots.forEach(
        (dataset, seen) -> {
          Long now = snapshot(dataset);
          if (!seen.equals(UNREAD) && !now.equals(seen)) {
            kept.asMap().keySet().removeIf(key -> key.dataset().equals(dataset));
            reader.execute(() -> readAhead(dataset));
          }
        });
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }

  private Long snapshot(String dataset) {
    if (!lake.exists(dataset, Lake.ITEMS)) {
      return -1L;
    }
    Snapshot current = lake.table(dataset, Lake.ITEMS).currentSnapshot();
    return current == null ? -1L : current.snapshotId();
  }
}
