package io.nearfield.spark.sql;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.connect.iceberg.EntryReader;
import io.nearfield.connect.lookup.GenerationSearcher;
import io.nearfield.index.search.Hit;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;

/**
 * A generation that tasks search: its codebooks travel once to each executor, its partitions are
 * read where they are first asked for. All tasks of a query see the snapshot of its analysis.
 *
 * @param key differs for each of them
 */
record SharedGeneration(
    String key,
    Generation generation,
    Broadcast<Codebooks> codebooks,
    EntryReader entries,
    Map<String, AttributeType> filterColumns)
    implements Serializable {

  /** A process remembers so many generations; their partitions share a third of its heap. */
  private static final int REMEMBERED = 3;

  private static final Map<String, GenerationSearcher> OPEN =
      new LinkedHashMap<>(8, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, GenerationSearcher> eldest) {
          return size() > REMEMBERED;
        }
      };

  List<Hit<Map<String, Object>>> search(float[] vector, int k, String filterOrNull) {
    Filter filter =
        filterOrNull == null || filterOrNull.isBlank()
            ? null
            : Filter.parse(filterOrNull, filterColumns);
    return searcher().search(vector, Lookup.of(new Lookup.ByVector(vector), k), filter);
  }

  private GenerationSearcher searcher() {
    synchronized (OPEN) {
      return OPEN.computeIfAbsent(
          key,
          first ->
              new GenerationSearcher(
                  generation,
                  codebooks.value(),
                  entries,
                  Runtime.getRuntime().maxMemory() / 3 / REMEMBERED));
    }
  }
}
