package io.nearfield.connect.browse;

import io.nearfield.connect.api.AttributeType;
import java.util.List;

/**
 * The values that one attribute has among the items of a dataset.
 *
 * @param attribute its name
 * @param type its type
 * @param present how many items have it
 * @param values the most frequent values, ties in their own order; empty where there are more
 *     different values than were kept apart, as with titles
 * @param distinct how many different values there are; -1 for more than were kept apart
 * @param least the least value of numbers, dates and times; null for others and where no item has
 *     it
 * @param greatest the greatest value of the same
 */
public record Facet(
    String attribute,
    AttributeType type,
    long present,
    List<Count> values,
    long distinct,
    Object least,
    Object greatest) {

  /** How many items have a value; of a list, each value counts once. */
  public record Count(Object value, long count) {}

  public Facet {
    values = List.copyOf(values);
  }
}
