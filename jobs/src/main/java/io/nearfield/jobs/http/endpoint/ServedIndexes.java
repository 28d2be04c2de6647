package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.lookup.FollowingSearcher;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.jobs.http.HttpProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indexes that are open for lookups: each from its first lookup on, the least recently used one
 * closed when there are too many. Thread-safe.
 */
final class ServedIndexes implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServedIndexes.class);

  private final Lake lake;
  private final Function<FeatureSet, EmbeddingModel> models;
  private final int most;
  private final long bytesEach;
  private final Map<IndexRef, FollowingSearcher> open = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param most how many are open at once
   * @param bytes roughly how much heap all may take
   */
  ServedIndexes(Lake lake, Function<FeatureSet, EmbeddingModel> models, int most, long bytes) {
    this.lake = lake;
    this.models = models;
    this.most = most;
    this.bytesEach = bytes / most;
  }

  /**
   * An index, open.
   *
   * @throws HttpProblem 409 if none of its generations is active
   */
  FollowingSearcher of(IndexRef ref) {
    synchronized (open) {
      FollowingSearcher there = open.get(ref);
      if (there != null) {
        return there;
      }
    }
    if (lake.index(ref).active().isEmpty()) {
      throw new HttpProblem(
          409,
          "no_generation",
          "Cannot look up in index '" + ref + "': none of its generations is active; build it",
          null);
    }
    FollowingSearcher opened = FollowingSearcher.open(lake, ref, models, bytesEach);
    List<FollowingSearcher> superfluous = new ArrayList<>();
    FollowingSearcher kept;
    synchronized (open) {
      kept = open.putIfAbsent(ref, opened);
      if (kept != null) {
        superfluous.add(opened); // somebody else was faster
      } else {
        kept = opened;
        while (open.size() > most) {
          superfluous.add(open.remove(open.keySet().iterator().next()));
        }
      }
    }
    superfluous.forEach(FollowingSearcher::close);
    return kept;
  }

  /** Does something with the newest state of an index, which stays open meanwhile. */
  <T> T ask(IndexRef ref, Function<IndexSearcher, T> question) {
    while (true) {
      FollowingSearcher searcher = of(ref);
      try {
        return searcher.ask(question);
      } catch (IllegalStateException e) {
        if (!searcher.isClosed()) {
          throw e;
        }
        // It had to make room between the two lines above: it is opened again.
      }
    }
  }

  /** Changes over to what is new, and says where. A failure is logged and tried again. */
  void follow(Consumer<FollowingSearcher> changed) {
    for (FollowingSearcher searcher : all()) {
      try {
        if (searcher.follow()) {
          changed.accept(searcher);
        }
      } catch (RuntimeException e) {
        LOG.warn("Cannot follow index {}", searcher.ref(), e);
      }
    }
  }

  /** Closes an index that is no more; it is opened again if somebody asks. */
  void forget(IndexRef ref) {
    FollowingSearcher closing;
    synchronized (open) {
      closing = open.remove(ref);
    }
    if (closing != null) {
      closing.close();
    }
  }

  List<FollowingSearcher> all() {
    synchronized (open) {
      return List.copyOf(open.values());
    }
  }

  @Override
  public void close() {
    List<FollowingSearcher> last;
    synchronized (open) {
      last = List.copyOf(open.values());
      open.clear();
    }
    last.forEach(FollowingSearcher::close);
  }
}
