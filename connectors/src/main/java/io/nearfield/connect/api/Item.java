package io.nearfield.connect.api;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * One ingested item: a text, or a picture by its address.
 *
 * @param entityId stable identity inside its dataset, see {@link Names#checkEntityId}
 * @param uri where the content came from, for pictures where it is read again
 * @param mediaType IANA media type such as {@code text/plain} or {@code image/png}
 * @param text the text itself; null for pictures
 * @param contentHash SHA-256 of the content, lower-case hex
 * @param attributes the user's own typed columns by name; values are String, Boolean, Integer,
 *     Long, Float, Double, java.math.BigDecimal, java.time.LocalDate or java.time.Instant, never
 *     null
 * @param annotations labelled boxes, empty for texts
 */
public record Item(
    String entityId,
    String uri,
    String mediaType,
    String text,
    String contentHash,
    Map<String, Object> attributes,
    List<Annotation> annotations)
    implements Serializable {}
