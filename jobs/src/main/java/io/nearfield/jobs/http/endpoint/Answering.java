package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.connect.lookup.ItemText;
import io.nearfield.connect.query.LookupScope;
import java.util.LinkedHashMap;
import java.util.Map;

/** From a lookup to what its sender is shown. Thread-safe. */
final class Answering {

  private final LakeService service;

  /**
   * How an answer is shown.
   *
   * @param bare without what the items say
   * @param explained with how it came about
   */
  record Style(boolean bare, boolean explained) {}

  Answering(LakeService service) {
    this.service = service;
  }

  /** A {@link ShownAnswer}, or a {@link ShownAnswer.Each} if it is asked for each entity. */
  Object answer(IndexRef ref, LookupBody.Read read, Style style) {
    long begun = System.nanoTime();
    if (service.live() != null) {
      Lookup lookup = LookupScope.resolve(service.lake(), ref, read.lookup(), read.view());
      return shown(ref, service.live().ask(ref, lookup), style, begun);
    }
    return service
        .indexes()
        .ask(
            ref,
            searcher -> {
              Lookup lookup = scoped(ref, read, searcher);
              if (lookup.query() instanceof Lookup.ByEntities by
                  && by.combine() == Lookup.Combine.EACH) {
                Map<String, ShownAnswer> shown = new LinkedHashMap<>();
                searcher
                    .searchEach(lookup)
                    .forEach((id, answer) -> shown.put(id, shown(ref, answer, style, begun)));
                return new ShownAnswer.Each(shown, ShownAnswer.millis(System.nanoTime() - begun));
              }
              ShownAnswer shown = shown(ref, searcher.search(lookup), style, begun);
              return style.explained()
                  ? shown.explainedBy(explanation(ref, lookup, searcher.generation()))
                  : shown;
            });
  }

  /** With a scope that the index decides alone; tables are read only where it cannot. */
  private Lookup scoped(IndexRef ref, LookupBody.Read read, IndexSearcher searcher) {
    String filter = read.lookup().scope().filter();
    if (read.view() == null && (filter == null || decides(searcher, filter))) {
      return read.lookup();
    }
    return LookupScope.resolve(service.lake(), ref, read.lookup(), read.view());
  }

  private static boolean decides(IndexSearcher searcher, String filter) {
    try {
      Filter.parse(filter, searcher.filterColumns());
      return true;
    } catch (IllegalArgumentException e) {
      return false; // it may be about the items; if not, it is said better there
    }
  }

  private ShownAnswer shown(IndexRef ref, Neighbours neighbours, Style style, long begun) {
    Map<String, ItemText> items =
        style.bare()
            ? Map.of()
            : service
                .items()
                .find(
                    ref.dataset(),
                    neighbours.neighbours().stream().map(Neighbour::entityId).toList());
    return ShownAnswer.of(ref.dataset(), neighbours, items, System.nanoTime() - begun);
  }

  private static ShownAnswer.Explanation explanation(
      IndexRef ref, Lookup lookup, Generation generation) {
    Lookup.Effort effort = lookup.effort();
    return new ShownAnswer.Explanation(
        ref.toString(),
        generation.spec().toString(),
        ShownIndex.lower(generation.metric()),
        generation.model().shortForm(),
        effort.nprobe() == 0 ? generation.nprobe() : effort.nprobe(),
        effort.rerankFactor() < 0 ? generation.rerankFactor() : effort.rerankFactor(),
        effort.exact(),
        lookup.scope().filter(),
        ShownIndex.ShownRecall.of(generation));
  }
}
