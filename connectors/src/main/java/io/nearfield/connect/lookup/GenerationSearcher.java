package io.nearfield.connect.lookup;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.connect.iceberg.EntryReader;
import io.nearfield.index.search.Hit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Searches one generation by vectors where there is no catalog, as inside the tasks of an engine.
 * The answers are those of {@link IndexSearcher}. Thread-safe.
 */
public final class GenerationSearcher {

  private final Codebooks codebooks;
  private final CellProbing probing;

  /**
   * @param entries reads the generation's entries, with the attributes that filters and answers
   *     need
   * @param cacheBytes roughly how much heap the partitions in memory may take; the one in use is
   *     always held
   */
  public GenerationSearcher(
      Generation generation, Codebooks codebooks, EntryReader entries, long cacheBytes) {
    this.codebooks = codebooks;
    PartitionCache partitions =
        new PartitionCache(
            entries::entries,
            entries.tableName() + " (generation " + generation.number() + ")",
            codebooks,
            cacheBytes);
    this.probing = new CellProbing(generation, codebooks, partitions::partition);
  }

  /**
   * The nearest entries, nearest first.
   *
   * @param vector what is searched for; the lookup's own query is not looked at
   * @param filterOrNull which entries may answer; the lookup's own filter is not looked at
   * @throws IllegalArgumentException if the vector has another dimension or is not finite
   */
  public List<Hit<Map<String, Object>>> search(float[] vector, Lookup lookup, Filter filterOrNull) {
    float[] prepared = codebooks.trained().prepare(vector);
    Admission admission = new Admission(filterOrNull, null, Set.of());
    int k = lookup.extent().k();
    List<Hit<HeldEntry>> hits =
        CellProbing.isExhaustive(lookup, admission)
            ? probing.select(prepared, lookup, k, admission).hits()
            : probing.nearest(prepared, lookup.effort(), k, admission);
    return hits.stream()
        .map(hit -> new Hit<>(hit.id(), hit.distance(), hit.attachment().attributes()))
        .toList();
  }
}
