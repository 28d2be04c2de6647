package io.nearfield.connect;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbours;
import java.util.List;
import java.util.Map;

/** An index of an open warehouse, answering from its newest generation. Thread-safe. */
public final class SearchIndex {

  private final Nearfield nearfield;
  private final IndexRef ref;

  SearchIndex(Nearfield nearfield, IndexRef ref) {
    this.nearfield = nearfield;
    this.ref = ref;
  }

  public IndexRef ref() {
    return ref;
  }

  /**
   * The generation that answers lookups.
   *
   * @throws io.nearfield.connect.api.NearfieldException if none is active
   */
  public Generation generation() {
    return nearfield.searcher(ref).generation();
  }

  /** All generations by number, of any state. */
  public List<Generation> generations() {
    return nearfield.lake().index(ref).generations();
  }

  /** What lookups can be filtered by. */
  public Map<String, AttributeType> filterColumns() {
    return nearfield.lake().index(ref).filterColumns();
  }

  /** A lookup to be told what for. */
  public Question lookup() {
    return new Question(this);
  }

  /**
   * Answers a lookup.
   *
   * @throws IllegalArgumentException if it cannot be right
   * @throws io.nearfield.connect.api.IncompatibleException if its vector or content is not for this
   *     index
   */
  public Neighbours search(Lookup lookup) {
    return nearfield.searcher(ref).ask(searcher -> searcher.search(lookup));
  }

  /** Answers a lookup by several entities, for each. */
  public Map<String, Neighbours> searchEach(Lookup lookup) {
    return nearfield.searcher(ref).ask(searcher -> searcher.searchEach(lookup));
  }
}
