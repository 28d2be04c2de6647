package io.nearfield.connect.query;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.Lake;
import java.util.Map;
import java.util.Set;

/** Filters over the items of a dataset: their attributes and the fields that every item has. */
public final class ItemFilters {

  private ItemFilters() {}

  /** What items can be filtered by, with the types. */
  public static Map<String, AttributeType> types(Lake lake, String dataset) {
    return ItemFields.of(lake, dataset).types();
  }

  /**
   * Reads a filter without using it.
   *
   * @throws IllegalArgumentException if it is not understood or names a field that items lack
   */
  public static void check(Lake lake, String dataset, String filter) {
    Filter.parse(filter, types(lake, dataset));
  }

  /** The ids of the items that pass now, in no particular order. Scans the columns it names. */
  public static Set<String> ids(Lake lake, String dataset, String filter) {
    ItemScan scan = new ItemScan(lake, dataset);
    Filter parsed = Filter.parse(filter, scan.fields().types());
    return scan.ids(parsed.columns(), parsed::test);
  }
}
