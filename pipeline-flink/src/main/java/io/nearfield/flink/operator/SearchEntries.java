package io.nearfield.flink.operator;

import io.nearfield.connect.filter.Filter;
import io.nearfield.flink.message.Found;
import io.nearfield.flink.message.PartitionLookup;
import io.nearfield.index.search.Hit;
import io.nearfield.index.search.PartitionIndex;
import io.nearfield.index.search.SearchParams;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Searches one index partition for one lookup. Keeps the filters of late, parsed. */
final class SearchEntries {

  private static final int FILTERS_KEPT = 256;

  private final OpenBase open;
  private final Map<String, Filter> filters =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Filter> eldest) {
          return size() > FILTERS_KEPT;
        }
      };

  SearchEntries(OpenBase open) {
    this.open = open;
  }

  /** Nearest first, at most k. */
  List<Found> search(PartitionIndex<Entry> index, PartitionLookup lookup) {
    return index
        .search(
            lookup.vector(),
            lookup.allCells() ? index.cells() : lookup.cells(),
            new SearchParams(lookup.k(), lookup.rerankFactor(), lookup.exact()),
            predicate(lookup))
        .stream()
        .map(SearchEntries::found)
        .toList();
  }

  private Predicate<Entry> predicate(PartitionLookup lookup) {
    String excluded = lookup.excluded();
    Predicate<Entry> others = excluded == null ? null : entry -> !entry.id().equals(excluded);
    if (lookup.filter() == null) {
      return others;
    }
    Filter filter =
        filters.computeIfAbsent(lookup.filter(), text -> Filter.parse(text, open.columns()));
    Predicate<Entry> passes = entry -> filter.test(entry.attributes());
    return others == null ? passes : others.and(passes);
  }

  private static Found found(Hit<Entry> hit) {
    return new Found(
        hit.id(), hit.distance(), hit.attachment().version(), hit.attachment().attributes());
  }
}
