package io.nearfield.connect.lookup;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.filter.Filter;
import java.util.Map;
import java.util.Set;

/**
 * Which entries may answer a lookup. Thread-safe.
 *
 * @param filter what their attributes must be like, or null
 * @param ids a view: the only entities that may answer, or null for all
 * @param excluded entities that are searched from, and so do not answer; may be empty
 */
public record Admission(Filter filter, Set<String> ids, Set<String> excluded) {

  /** A view of at most so many entities is searched by comparing each of them. */
  public static final int FEW = 16_384;

  /**
   * What a lookup admits.
   *
   * @param columns what can be filtered by
   * @throws IllegalArgumentException if the filter is wrong; one line says why
   */
  public static Admission of(Lookup.Scope scope, Map<String, AttributeType> columns) {
    return new Admission(
        scope.filter() == null ? null : Filter.parse(scope.filter(), columns),
        scope.ids(),
        Set.of());
  }

  /** The same without some entities. */
  public Admission excluding(Set<String> entities) {
    return new Admission(filter, ids, entities);
  }

  /** Whether everything may answer. */
  public boolean isAll() {
    return !isThinning() && excluded.isEmpty();
  }

  /** Whether it leaves cells with fewer entries, so that more of them have to be probed. */
  public boolean isThinning() {
    return filter != null || ids != null;
  }

  /** Whether its entities are so few that each is compared. */
  public boolean isFew() {
    return ids != null && ids.size() <= FEW;
  }

  /** Whether an entity of these attributes may answer. */
  public boolean admits(String id, Map<String, Object> attributes) {
    return (ids == null || ids.contains(id))
        && (excluded.isEmpty() || !excluded.contains(id))
        && (filter == null || filter.test(attributes));
  }
}
