package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.IndexEntry;

/**
 * What a change means for one index partition of a generation.
 *
 * @param generation which
 * @param partition which
 * @param entityId whose
 * @param entry the entity's entry from now on, or null if it has left the partition
 */
public record LiveEntry(long generation, int partition, String entityId, IndexEntry entry) {}
