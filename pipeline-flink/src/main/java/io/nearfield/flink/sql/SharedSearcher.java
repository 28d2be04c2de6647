package io.nearfield.flink.sql;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.lookup.FollowingSearcher;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hold on the one searcher that this process has for an index. The first hold opens it and lets
 * it follow the index; the last one closes it and lets go of its memory.
 */
final class SharedSearcher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SharedSearcher.class);
  private static final Map<Key, Opened> OPEN = new HashMap<>();

  private record Key(IndexLocation location, Holding holding) {}

  private static final class Opened {
    final Lake lake;
    final FollowingSearcher searcher;
    final ScheduledExecutorService following;
    int holds;

    Opened(Key key) {
      lake = Lake.open(key.location().lake());
      try {
        searcher =
            FollowingSearcher.open(
                lake,
                key.location().index(),
                set -> Models.shared(set.modelLocation(), ModelOptions.defaults().forQueries()),
                key.holding().bytes());
      } catch (RuntimeException e) {
        lake.close();
        throw e;
      }
      following =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "nearfield-follow-" + key.location().index());
                thread.setDaemon(true);
                return thread;
              });
      long nanos = key.holding().refreshInterval().toNanos();
      var unused =
          following.scheduleWithFixedDelay(this::follow, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private void follow() {
      try {
        if (searcher.follow()) {
          LOG.info("Index {} has moved on; searches follow", searcher.ref());
        }
      } catch (RuntimeException e) {
        LOG.warn("Cannot follow index {}; searches go on as they were", searcher.ref(), e);
      }
    }

    /** The one look that may be under way ends first: it uses the lake. */
    void close() {
      following.shutdown();
      try {
        if (!following.awaitTermination(1, TimeUnit.MINUTES)) {
          LOG.warn("A look at index {} does not end", searcher.ref());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      searcher.close();
      lake.close();
    }
  }

  private final Key key;
  private final Opened opened;
  private boolean closed;

  private SharedSearcher(Key key, Opened opened) {
    this.key = key;
    this.opened = opened;
  }

  /**
   * Takes hold of an index's searcher.
   *
   * @throws io.nearfield.connect.api.NearfieldException if no generation is active
   */
  static SharedSearcher hold(IndexLocation location, Holding holding) {
    Key key = new Key(location, holding);
    synchronized (OPEN) {
      Opened opened = OPEN.get(key);
      if (opened == null) {
        opened = new Opened(key);
        OPEN.put(key, opened);
      }
      opened.holds++;
      return new SharedSearcher(key, opened);
    }
  }

  /** How many searchers this process has open. */
  static int open() {
    synchronized (OPEN) {
      return OPEN.size();
    }
  }

  /** Asks the newest state of the index; what is asked in one call is answered from one state. */
  <T> T ask(Function<IndexSearcher, T> question) {
    return opened.searcher.ask(question);
  }

  @Override
  public void close() {
    synchronized (OPEN) {
      if (closed) {
        return;
      }
      closed = true;
      opened.holds--;
      if (opened.holds == 0) {
        OPEN.remove(key);
        opened.close();
      }
    }
  }
}
