package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.AttributeType;
import java.util.List;
import java.util.Map;

/**
 * A dataset.
 *
 * @param name unique in the warehouse
 * @param items how many it has, removed ones left out
 * @param featureSets the names of its feature sets
 * @param indexes the names of its indexes
 */
record ShownDataset(String name, long items, List<String> featureSets, List<String> indexes) {

  /**
   * A dataset with what its items can be filtered by.
   *
   * @param attributes by name
   */
  record WithAttributes(
      String name,
      long items,
      List<String> featureSets,
      List<String> indexes,
      List<ShownAttribute> attributes) {}

  /** A typed column. */
  record ShownAttribute(String name, AttributeType type) {
    static List<ShownAttribute> of(Map<String, AttributeType> types) {
      return types.entrySet().stream()
          .map(entry -> new ShownAttribute(entry.getKey(), entry.getValue()))
          .toList();
    }
  }
}
