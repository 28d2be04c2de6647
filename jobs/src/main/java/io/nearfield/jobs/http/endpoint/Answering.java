package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.lookup.ItemText;
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
    Lookup lookup = read.lookup();
    long begun = System.nanoTime();
    if (lookup.query() instanceof Lookup.ByEntities by && by.combine() == Lookup.Combine.EACH) {
      Map<String, Neighbours> each =
          service.indexes().ask(ref, searcher -> searcher.searchEach(lookup));
      Map<String, ShownAnswer> shown = new LinkedHashMap<>();
      each.forEach((id, neighbours) -> shown.put(id, shown(ref, neighbours, style, begun)));
      return new ShownAnswer.Each(shown, ShownAnswer.millis(System.nanoTime() - begun));
    }
    if (service.live() != null) {
      return shown(ref, service.live().ask(ref, lookup), style, begun);
    }
    return service
        .indexes()
        .ask(
            ref,
            searcher -> {
              ShownAnswer shown = shown(ref, searcher.search(lookup), style, begun);
              return style.explained()
                  ? shown.explainedBy(explanation(ref, lookup, searcher.generation()))
                  : shown;
            });
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
