package io.nearfield.connect.api;

import java.io.Serializable;
import java.time.Instant;

/**
 * One row of a feature set: the vector of one entity.
 *
 * @param entityId whose vector it is
 * @param itemId the item that the entity is or is a part of
 * @param vector as the model gave it, {@code dimension} numbers
 * @param contentHash of what was embedded; of the vector itself if it was only handed in
 * @param modelHash which model made it
 * @param embeddedAt when it was written
 */
@SuppressWarnings("ArrayRecordComponent") // a row in transit, never compared
public record FeatureVector(
    String entityId,
    String itemId,
    float[] vector,
    String contentHash,
    String modelHash,
    Instant embeddedAt)
    implements Serializable {}
