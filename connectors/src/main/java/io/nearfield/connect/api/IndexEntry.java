package io.nearfield.connect.api;

import java.io.Serializable;
import java.util.Map;

/**
 * One row of an index table: an entity in its cell.
 *
 * @param cell the coarse cell
 * @param entityId whose vector it is
 * @param code the quantized vector, {@code codeSize} bytes
 * @param vector the full vector for re-ranking, row of {@code dimension} floats, prepared for the
 *     metric (unit length under cosine)
 * @param attributes the filter columns chosen at build, null values left out
 */
@SuppressWarnings("ArrayRecordComponent") // a row in transit, never compared
public record IndexEntry(
    int cell, String entityId, byte[] code, float[] vector, Map<String, Object> attributes)
    implements Serializable {}
