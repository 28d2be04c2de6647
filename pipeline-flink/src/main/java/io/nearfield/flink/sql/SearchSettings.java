package io.nearfield.flink.sql;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.filter.Filter;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.table.api.ValidationException;

/**
 * How a table's index is searched.
 *
 * @param nprobe how many cells are probed; 0 for the generation's own number
 * @param rerankFactor candidates per neighbour that are compared exactly; -1 for the generation's
 * @param exact whether every entry is compared by its full vector
 * @param filter which entries may be found; null for all
 * @param score what the score says
 */
record SearchSettings(int nprobe, int rerankFactor, boolean exact, String filter, Score score)
    implements Serializable {

  /** The question of one row, whose answers tell these attributes. */
  Lookup lookup(float[] vector, int k, List<String> attributes) {
    Lookup lookup =
        Lookup.of(new Lookup.ByVector(vector), k)
            .returning(attributes)
            .withFilter(filter)
            .withNprobe(nprobe)
            .withRerankFactor(rerankFactor);
    return exact ? lookup.asExact() : lookup;
  }

  /**
   * The columns that the filter names.
   *
   * @return a new set
   * @throws ValidationException if the index does not understand the filter
   */
  Set<String> filteredColumns(Map<String, AttributeType> filterColumns) {
    if (filter == null) {
      return new TreeSet<>();
    }
    try {
      return new TreeSet<>(Filter.parse(filter, filterColumns).columns());
    } catch (IllegalArgumentException e) {
      throw new ValidationException(e.getMessage(), e);
    }
  }

  /** Refuses a filter that the index does not understand. */
  void requireUnderstood(Map<String, AttributeType> filterColumns) {
    var unused = filteredColumns(filterColumns);
  }
}
