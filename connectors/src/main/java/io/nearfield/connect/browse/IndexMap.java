package io.nearfield.connect.browse;

import java.util.List;
import java.util.Map;

/**
 * Entries of an index laid out in the plane.
 *
 * @param generation whose entries they are
 * @param entries how many the generation has
 * @param method how they were laid out
 * @param seed which entries are shown, and the layout, follow from it
 * @param trust how far neighbours on the map are neighbours indeed, see {@link
 *     io.nearfield.index.projection.Trustworthiness}; NaN for less than 50 points
 * @param points in the order of their ids
 */
public record IndexMap(
    long generation, long entries, Method method, long seed, double trust, List<Point> points) {

  /** How entries are laid out. */
  public enum Method {
    /** The two directions in which vectors vary most. */
    PRINCIPAL,
    /** Neighbours lie together. */
    NEIGHBOURS
  }

  /**
   * An entry's place in the square from -1 to 1, and its attributes kept in the index.
   *
   * @param id the entity
   */
  public record Point(String id, float x, float y, Map<String, Object> attributes) {}

  public IndexMap {
    points = List.copyOf(points);
  }
}
