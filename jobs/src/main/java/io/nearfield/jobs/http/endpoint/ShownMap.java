package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.browse.IndexMap;
import java.util.List;

/**
 * Entries of an index laid out in the plane.
 *
 * @param points in the order of their ids
 * @param attribute whose values the points tell, or null
 * @param method {@code neighbours} or {@code principal}
 * @param seed which entries are shown, and where, follows from it
 * @param generation whose entries they are
 * @param entries how many there are, shown or not
 * @param trust how far neighbours on the map are neighbours indeed, 0 to 1; null for few points
 */
record ShownMap(
    List<ShownPoint> points,
    String attribute,
    String method,
    long seed,
    long generation,
    long entries,
    Double trust) {

  /**
   * An entry's place in the square from -1 to 1.
   *
   * @param id the entity
   * @param value of the attribute, or null
   */
  record ShownPoint(String id, double x, double y, Object value) {}

  static ShownMap of(IndexMap map, String attributeOrNull) {
    return new ShownMap(
        map.points().stream()
            .map(
                point ->
                    new ShownPoint(
                        point.id(),
                        shortened(point.x()),
                        shortened(point.y()),
                        attributeOrNull == null ? null : point.attributes().get(attributeOrNull)))
            .toList(),
        attributeOrNull,
        ShownIndex.lower(map.method()),
        map.seed(),
        map.generation(),
        map.entries(),
        Double.isNaN(map.trust()) ? null : map.trust());
  }

  /** Five digits are finer than any screen. */
  private static double shortened(float value) {
    return Math.round(value * 1e5) / 1e5;
  }
}
