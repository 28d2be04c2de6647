package io.nearfield.connect.iceberg;

import java.io.Serializable;

/** Where an entity lies in a generation: its cell, and the index partition of that cell. */
public record EntryLocation(String entityId, int cell, int partition) implements Serializable {}
