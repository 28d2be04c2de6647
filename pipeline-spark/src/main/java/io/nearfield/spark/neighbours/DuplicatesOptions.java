package io.nearfield.spark.neighbours;

import io.nearfield.connect.api.IndexRef;

/**
 * What is nearly the same.
 *
 * @param index which index; null until it is found, see {@code withIndex}
 * @param radius two entries at most this far apart belong together; a distance of the index's
 *     metric
 * @param filter which entries take part, or null for all
 */
public record DuplicatesOptions(IndexRef index, float radius, String filter) {

  public DuplicatesOptions {
    if (!(radius >= 0) || radius == Float.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "Cannot look for duplicates within "
              + radius
              + ": the radius must be at least 0 and finite (--radius)");
    }
    filter = filter == null || filter.isBlank() ? null : filter;
  }

  /** Among all entries. */
  public static DuplicatesOptions within(IndexRef index, float radius) {
    return new DuplicatesOptions(index, radius, null);
  }

  /**
   * Among all entries of an index by cosine.
   *
   * @param similarity the least cosine of the angle between two that belong together
   */
  public static DuplicatesOptions atLeast(IndexRef index, float similarity) {
    if (!(similarity >= -1 && similarity <= 1)) {
      throw new IllegalArgumentException(
          "Cannot look for duplicates with a similarity of "
              + similarity
              + ": it must be from -1 to 1 (--similarity)");
    }
    return within(index, 1 - similarity);
  }

  public DuplicatesOptions withFilter(String newFilter) {
    return new DuplicatesOptions(index, radius, newFilter);
  }

  /** The same for an index that was found meanwhile. */
  public DuplicatesOptions withIndex(IndexRef found) {
    return new DuplicatesOptions(found, radius, filter);
  }
}
