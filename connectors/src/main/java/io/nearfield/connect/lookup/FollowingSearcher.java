package io.nearfield.connect.lookup;

import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import java.util.function.Function;
import org.apache.iceberg.Snapshot;

/**
 * Answers from the newest state of an index without a pause: whoever calls {@link #follow} now and
 * then has a new generation, or new entries of the same one, opened beside the old; lookups go to
 * the new one from one moment on, and those under way end on the old, which is then let go.
 *
 * <p>While both are open they take twice the memory, each within its bound. Thread-safe.
 */
public final class FollowingSearcher implements AutoCloseable {

  private final Lake lake;
  private final IndexRef ref;
  private final Function<FeatureSet, EmbeddingModel> models;
  private final long cacheBytes;
  private volatile Opened current;

  /** What tells one state of an index from another. */
  private record State(Generation generation, long snapshot) {}

  /** An open searcher, closed when nobody uses it any more. */
  private static final class Opened {
    final IndexSearcher searcher;
    final State state;
    private int users = 1; // the one who keeps it as the current one

    Opened(IndexSearcher searcher, State state) {
      this.searcher = searcher;
      this.state = state;
    }

    /** False if it is closed already. */
    synchronized boolean enter() {
      if (users == 0) {
        return false;
      }
      users++;
      return true;
    }

    synchronized void leave() {
      users--;
      if (users == 0) {
        searcher.close();
      }
    }
  }

  private FollowingSearcher(
      Lake lake, IndexRef ref, Function<FeatureSet, EmbeddingModel> models, long cacheBytes) {
    this.lake = lake;
    this.ref = ref;
    this.models = models;
    this.cacheBytes = cacheBytes;
    this.current = open(state(lake.index(ref)));
  }

  /**
   * Opens the active generation.
   *
   * @param models opens the model of a feature set; called once for each generation that is opened
   * @param cacheBytes roughly how much heap the partitions of one state may take
   * @throws io.nearfield.connect.api.NearfieldException if no generation is active
   */
  public static FollowingSearcher open(
      Lake lake, IndexRef ref, Function<FeatureSet, EmbeddingModel> models, long cacheBytes) {
    return new FollowingSearcher(lake, ref, models, cacheBytes);
  }

  public IndexRef ref() {
    return ref;
  }

  public boolean isClosed() {
    return current == null;
  }

  /** The generation that answers now. */
  public Generation generation() {
    return current.searcher.generation();
  }

  /**
   * Does something with the searcher of the newest state, which stays open meanwhile. What is asked
   * twice in one call is answered from one state.
   *
   * @throws IllegalStateException if this is closed
   */
  public <T> T ask(Function<IndexSearcher, T> question) {
    while (true) {
      Opened opened = current;
      if (opened == null) {
        throw new IllegalStateException("Cannot look up in index '" + ref + "': it is closed");
      }
      if (opened.enter()) {
        try {
          return question.apply(opened.searcher);
        } finally {
          opened.leave();
        }
      }
    }
  }

  /**
   * Looks whether the index has moved on and, if it has, changes over to its new state. Only one
   * thread at a time should call this; lookups go on meanwhile.
   *
   * @return whether it has
   * @throws io.nearfield.connect.api.NearfieldException if the new state cannot be opened; the old
   *     one goes on answering
   */
  public synchronized boolean follow() {
    IndexTable index = lake.index(ref);
    Opened old = current;
    if (old == null || index.active().isEmpty()) {
      return false; // retired: the last one serves until there is another
    }
    State state = state(index);
    if (state.equals(old.state)) {
      return false;
    }
    Opened opened = open(state);
    opened.searcher.warm(old.searcher.partitionsHeld());
    current = opened;
    old.leave();
    return true;
  }

  private Opened open(State state) {
    return new Opened(IndexSearcher.open(lake, ref, models, cacheBytes), state);
  }

  private State state(IndexTable index) {
    Snapshot snapshot = lake.table(ref.dataset(), index.tableName()).currentSnapshot();
    return new State(index.requireActive(), snapshot == null ? -1 : snapshot.snapshotId());
  }

  @Override
  public synchronized void close() {
    Opened last = current;
    current = null;
    if (last != null) {
      last.leave();
    }
  }
}
