package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.FeatureVector;
import java.util.Map;

/**
 * A change of a feature set's table.
 *
 * @param entityId whose
 * @param sequence the sequence number of the snapshot that brought it
 * @param at when that was committed, in milliseconds
 * @param vector the entity's row from then on, or null if it is gone
 * @param attributes the filter columns asked for, as the items have them
 */
public record FeatureChange(
    String entityId, long sequence, long at, FeatureVector vector, Map<String, Object> attributes) {

  /** The same with the attributes of its item. */
  FeatureChange withAttributes(Map<String, Object> newAttributes) {
    return new FeatureChange(entityId, sequence, at, vector, newAttributes);
  }
}
