package io.nearfield.index.search;

import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link Selection} gave.
 *
 * @param hits the first k, in its order
 * @param total how many entries there are that may be answered, those beyond k included
 */
public record Selected<A>(List<Hit<A>> hits, long total) {

  /** Nothing. */
  public static <A> Selected<A> none() {
    return new Selected<>(List.of(), 0);
  }

  /** The first k of this and of what was selected elsewhere, where no entry of this one is. */
  public Selected<A> with(Selected<A> other, Selection selection) {
    if (other.hits.isEmpty()) {
      return new Selected<>(hits, total + other.total);
    }
    List<Hit<A>> all = new ArrayList<>(hits.size() + other.hits.size());
    all.addAll(hits);
    all.addAll(other.hits);
    return of(all, total + other.total, selection);
  }

  /** The first k of some hits, in no order. */
  static <A> Selected<A> of(List<Hit<A>> hits, long total, Selection selection) {
    hits.sort(selection.hitOrder());
    return new Selected<>(
        hits.size() <= selection.k() ? hits : new ArrayList<>(hits.subList(0, selection.k())),
        total);
  }
}
