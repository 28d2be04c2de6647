package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.lookup.FollowingSearcher;
import io.nearfield.jobs.http.Events;
import io.nearfield.jobs.http.HttpDoor;
import io.nearfield.jobs.http.Limits;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the routes share: the warehouse, the open indexes, what is kept in memory of items, and the
 * clock that looks for news. Thread-safe.
 */
public final class LakeService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LakeService.class);

  private final Lake lake;
  private final ServiceOptions options;
  private final Events events;
  private final ServedIndexes indexes;
  private final ItemCache items;
  private final Prompts prompts;
  private final LiveIndexes live;
  private final ScheduledExecutorService clock;

  /** A new generation, or new entries of one, as listeners are told. */
  record Changed(String dataset, String index, long generation, long entries) {}

  /**
   * @param lake not closed here
   */
  LakeService(Lake lake, ServiceOptions options, HttpDoor.Inside inside) {
    this.lake = lake;
    this.options = options;
    this.events = inside.events();
    long heap = Runtime.getRuntime().maxMemory();
    this.indexes = new ServedIndexes(lake, options.models(), options.openIndexes(), heap / 3);
    this.items = new ItemCache(lake, heap / 12);
    this.prompts = new Prompts(options.models());
    this.live =
        options.bootstrapServers() == null
            ? null
            : new LiveIndexes(options.bootstrapServers(), options.limits().requestTime());
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "nearfield-follow");
              thread.setDaemon(true);
              return thread;
            });
    long every = options.follow().toMillis();
    var unused = clock.scheduleWithFixedDelay(this::follow, every, every, TimeUnit.MILLISECONDS);
    inside
        .telemetry()
        .gauge("nearfield_open_indexes", "Indexes open for lookups.", () -> indexes.all().size());
  }

  private void follow() {
    try {
      indexes.follow(this::tell);
      items.follow();
    } catch (RuntimeException e) {
      LOG.warn("Cannot look for news", e); // the catalog may be back the next time
    }
  }

  private void tell(FollowingSearcher searcher) {
    Generation now = searcher.generation();
    IndexRef ref = searcher.ref();
    events.tell("generation", new Changed(ref.dataset(), ref.name(), now.number(), now.entries()));
  }

  Lake lake() {
    return lake;
  }

  Limits limits() {
    return options.limits();
  }

  Events events() {
    return events;
  }

  ServedIndexes indexes() {
    return indexes;
  }

  ItemCache items() {
    return items;
  }

  Prompts prompts() {
    return prompts;
  }

  /** A model by its location, for what is asked in the words of a query document. */
  EmbeddingModel model(String location) {
    return options.locations().apply(location);
  }

  /** Or null if lookups are answered from the tables. */
  LiveIndexes live() {
    return live;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    indexes.close();
    items.close();
    if (live != null) {
      live.close();
    }
  }
}
