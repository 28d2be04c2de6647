package io.nearfield.connect.lookup;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.NotFoundException;
import io.nearfield.connect.iceberg.IndexTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The vectors of indexed entities: from memory where their partition is there, else the table. */
final class EntityVectors {

  private static final int NAMED = 5;

  private final IndexTable index;
  private final Generation generation;
  private final PartitionCache partitions;

  EntityVectors(IndexTable index, Generation generation, PartitionCache partitions) {
    this.index = index;
    this.generation = generation;
    this.partitions = partitions;
  }

  /**
   * Their vectors, prepared for the metric, in the order of the ids.
   *
   * @throws NotFoundException naming those that are not in the index
   */
  Map<String, float[]> of(Collection<String> ids) {
    Map<String, float[]> found = new HashMap<>();
    List<String> elsewhere = new ArrayList<>();
    for (String id : ids) {
      float[] vector = partitions.vectorInMemory(id);
      if (vector == null) {
        elsewhere.add(id);
      } else {
        found.put(id, vector);
      }
    }
    if (elsewhere.size() == 1) {
      index
          .entry(generation.number(), elsewhere.get(0))
          .ifPresent(entry -> found.put(entry.entityId(), entry.vector()));
    } else if (!elsewhere.isEmpty()) {
      for (IndexEntry entry : index.entries(generation.number(), elsewhere)) {
        found.put(entry.entityId(), entry.vector());
      }
    }
    TreeSet<String> missing = new TreeSet<>(ids);
    missing.removeAll(found.keySet());
    if (!missing.isEmpty()) {
      throw new NotFoundException(
          "Cannot find "
              + (missing.size() == 1 ? "entity " : missing.size() + " entities, such as ")
              + missing.stream()
                  .limit(NAMED)
                  .map(id -> "'" + id + "'")
                  .collect(Collectors.joining(", "))
              + " in index '"
              + index.ref()
              + "' (generation "
              + generation.number()
              + ", "
              + generation.entries()
              + " entries)");
    }
    Map<String, float[]> inOrder = new LinkedHashMap<>();
    ids.forEach(id -> inOrder.put(id, found.get(id)));
    return inOrder;
  }
}
