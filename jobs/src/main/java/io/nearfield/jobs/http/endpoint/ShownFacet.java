package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.browse.Facet;
import java.util.List;

/**
 * The values of one attribute.
 *
 * @param attribute its name
 * @param type its type
 * @param present how many items have it
 * @param distinct how many different values there are; -1 for too many to tell apart
 * @param values the most frequent ones; none where there are too many
 * @param min the least, of numbers, dates and times
 * @param max the greatest
 */
record ShownFacet(
    String attribute,
    AttributeType type,
    long present,
    long distinct,
    List<Facet.Count> values,
    Object min,
    Object max) {

  static ShownFacet of(Facet facet) {
    return new ShownFacet(
        facet.attribute(),
        facet.type(),
        facet.present(),
        facet.distinct(),
        facet.values(),
        facet.least(),
        facet.greatest());
  }
}
