package io.nearfield.flink.operator;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.lookup.Admission;
import io.nearfield.connect.lookup.ChosenAttributes;
import io.nearfield.flink.message.Found;
import io.nearfield.flink.message.PartialAnswer;
import io.nearfield.flink.message.PartitionLookup;
import io.nearfield.flink.message.Terms;
import io.nearfield.index.search.Hit;
import io.nearfield.index.search.PartitionIndex;
import io.nearfield.index.search.SearchParams;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.search.Selected;
import io.nearfield.index.search.Selection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Searches one index partition for one lookup: by codes where the nearest are wanted, by full
 * vectors where codes could not tell. Keeps the filters of late, parsed.
 */
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

  /** Which entries may answer; for {@link #search}, which may then run in another thread. */
  Admission admission(Terms terms) {
    String text = terms.scope().filter();
    Filter filter =
        text == null ? null : filters.computeIfAbsent(text, t -> Filter.parse(t, open.columns()));
    return new Admission(filter, terms.scope().ids(), terms.excluded());
  }

  /** What the partition has to say. */
  static PartialAnswer search(
      PartitionIndex<Entry> index, PartitionLookup lookup, Admission admission) {
    Terms terms = lookup.terms();
    Predicate<Entry> predicate =
        admission.isAll() ? null : entry -> admission.admits(entry.id(), entry.attributes());
    ChosenAttributes attributes = new ChosenAttributes(terms.attributes());
    if (isExhaustive(terms)) {
      Selected<Entry> selected = select(index, lookup, admission, predicate);
      return PartialAnswer.of(lookup, found(selected.hits(), attributes), selected.total());
    }
    List<Hit<Entry>> hits =
        index.search(
            lookup.vector(),
            cells(index, lookup),
            new SearchParams(terms.wanted(), terms.rerankFactor(), false),
            predicate);
    return PartialAnswer.of(lookup, found(hits, attributes), -1);
  }

  /** Whether every entry that may answer is compared, so that their number is known. */
  static boolean isExhaustive(Terms terms) {
    return terms.exact()
        || terms.order() == Lookup.Order.FARTHEST
        || terms.radius() != null
        || (terms.scope().ids() != null && terms.scope().ids().size() <= Admission.FEW);
  }

  private static Selected<Entry> select(
      PartitionIndex<Entry> index,
      PartitionLookup lookup,
      Admission admission,
      Predicate<Entry> predicate) {
    Terms terms = lookup.terms();
    Selection selection =
        new Selection(
            terms.wanted(),
            terms.order() == Lookup.Order.FARTHEST
                ? SearchRequest.Order.FARTHEST
                : SearchRequest.Order.NEAREST,
            terms.radius() == null ? Selection.Radius.ANY : terms.radius()::holds);
    return admission.isFew()
        ? index.selectAmong(lookup.vector(), admission.ids(), selection, predicate)
        : index.select(lookup.vector(), cells(index, lookup), selection, predicate);
  }

  private static int[] cells(PartitionIndex<Entry> index, PartitionLookup lookup) {
    return lookup.allCells() ? index.cells() : lookup.cells();
  }

  private static List<Found> found(List<Hit<Entry>> hits, ChosenAttributes attributes) {
    return hits.stream()
        .map(
            hit ->
                new Found(
                    hit.id(),
                    hit.distance(),
                    hit.attachment().version(),
                    attributes.of(hit.attachment().attributes())))
        .toList();
  }
}
