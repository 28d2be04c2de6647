package io.nearfield.connect.iceberg;

import java.io.Serializable;
import java.time.Instant;
import java.util.Map;

/**
 * What the live job's last change of an entity says.
 *
 * @param entityId whose
 * @param version the highest counts
 * @param order decides between changes of one version
 * @param deleted whether the entity is gone; the next four mean nothing then
 * @param text what was embedded, or null
 * @param uri where the picture lies that was embedded, or null
 * @param vector as the model gave it or as it was handed in
 * @param attributes the filter columns by name; those that are missing are null from now on
 * @param at when the job took it
 */
@SuppressWarnings("ArrayRecordComponent") // a row in transit, never compared
public record LiveChange(
    String entityId,
    long version,
    long order,
    boolean deleted,
    String text,
    String uri,
    float[] vector,
    Map<String, Object> attributes,
    Instant at)
    implements Serializable {}
