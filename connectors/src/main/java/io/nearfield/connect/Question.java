package io.nearfield.connect;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.api.Radius;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A lookup in the making: say what for, then what else matters, then {@link #find}. Each word gives
 * a new question, so that one can be kept and asked in several ways. Immutable.
 */
public final class Question {

  private static final int DEFAULT_K = 10;

  private final SearchIndex index;
  private final Lookup lookup; // null until it is said what for

  Question(SearchIndex index) {
    this(index, null);
  }

  private Question(SearchIndex index, Lookup lookup) {
    this.index = index;
    this.lookup = lookup;
  }

  /** For words. */
  public Question text(String words) {
    return by(new Lookup.ByText(words));
  }

  /** For what is like an entity of the index. */
  public Question id(String entityId) {
    return by(new Lookup.ByEntity(entityId));
  }

  /** For what is like several entities at once. */
  public Question ids(List<String> entityIds) {
    return by(new Lookup.ByEntities(entityIds, Lookup.Combine.MEAN));
  }

  /** For a vector of the index's dimension. */
  public Question vector(float... vector) {
    return by(new Lookup.ByVector(vector));
  }

  /** For what is like a picture. */
  public Question image(byte[] file) {
    return by(new Lookup.ByImage(file));
  }

  /** For what a document is about. */
  public Question document(byte[] file, String mediaType) {
    return by(new Lookup.ByDocument(file, mediaType));
  }

  /** For anything there can be searched for. */
  public Question by(Lookup.Query query) {
    return new Question(
        index, lookup == null ? Lookup.of(query, DEFAULT_K) : lookup.withQuery(query));
  }

  /** So many; 10 if not said. */
  public Question k(int count) {
    return page(0, count);
  }

  /** One page, from 0, of so many. */
  public Question page(int page, int pageSize) {
    return with(one -> one.withPage(page, pageSize));
  }

  /** Only so near. */
  public Question radius(Radius radius) {
    return with(one -> one.withRadius(radius));
  }

  /** Only what passes, as {@code price < 20 and lang in ('de', 'fr')}. */
  public Question filter(String expression) {
    return with(one -> one.withFilter(expression));
  }

  /** Only among these entities. */
  public Question within(Collection<String> ids) {
    return with(one -> one.within(Set.copyOf(ids)));
  }

  /** The farthest first. */
  public Question farthest() {
    return with(Lookup::farthest);
  }

  /** Comparing every entry by its full vector. */
  public Question exact() {
    return with(Lookup::asExact);
  }

  /** Probing so many cells. */
  public Question nprobe(int cells) {
    return with(one -> one.withNprobe(cells));
  }

  /** Telling these attributes alone. */
  public Question returning(String... attributes) {
    return with(one -> one.returning(List.of(attributes)));
  }

  /** As a value, to be kept or sent. */
  public Lookup toLookup() {
    if (lookup == null) {
      throw new IllegalStateException(
          "Cannot look up in index '" + index.ref() + "' before it is said what for, as by text()");
    }
    return lookup;
  }

  /** The answer. */
  public Neighbours find() {
    return index.search(toLookup());
  }

  /** An answer for each entity of {@link #ids}, by entity. */
  public Map<String, Neighbours> findEach() {
    Lookup asked = toLookup();
    if (!(asked.query() instanceof Lookup.ByEntities by)) {
      throw new IllegalStateException("Cannot answer for each entity: say which with ids()");
    }
    return index.searchEach(asked.withQuery(new Lookup.ByEntities(by.ids(), Lookup.Combine.EACH)));
  }

  private Question with(UnaryOperator<Lookup> change) {
    return new Question(index, change.apply(toLookup()));
  }
}
