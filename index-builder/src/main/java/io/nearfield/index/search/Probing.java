package io.nearfield.index.search;

/**
 * Which cells a query looks into, and when it has seen enough: as many cells with entries as asked
 * for, and more until k entries are found or there is no cell left.
 */
final class Probing {

  private static final int FEWEST_MORE = 16;

  private final Query query;
  private final int wanted;
  private int[] order;
  private int held;
  private boolean everything = true;

  private Probing(Query query, int[] first, int held) {
    this.query = query;
    SearchRequest request = query.request();
    this.wanted = request.exact() ? query.cells() : Math.min(request.nprobe(), query.cells());
    this.order = first;
    this.held = held;
  }

  /** Chooses the first cells. */
  static Probing of(Query query) {
    Probing probing = new Probing(query, new int[0], 0);
    probing.extend(probing.wanted, query.request().margin());
    query.tally().coarseDone();
    return probing;
  }

  /** Begins with cells that were chosen for many queries at once. */
  static Probing from(Query query, int[] first) {
    return new Probing(query, first, first.length);
  }

  /** Whether no cell was left out. */
  boolean everything() {
    return everything;
  }

  void over(Scan scan) {
    SearchRequest request = query.request();
    boolean cutByMargin = held < wanted;
    int probed = 0;
    for (int i = 0; i < query.cells(); i++) {
      boolean spent = probed >= wanted || (cutByMargin && i >= held);
      if (spent && (request.ranged() || scan.found() >= request.k())) {
        everything = false;
        break;
      }
      if (i == held) {
        extend((int) Math.min(query.cells(), 2L * i + FEWEST_MORE), Float.POSITIVE_INFINITY);
        cutByMargin = false;
      }
      Cell cell = query.moment().cell(order[i]);
      if (cell.living() > 0) {
        probed++; // a cell without entries does not use up the budget
      }
      scan.cell(cell, order[i]);
    }
    query.tally().cellsProbed = probed;
    query.tally().scanDone();
  }

  private void extend(int count, float margin) {
    if (query.cells() == 1) {
      order = new int[1];
      held = 1;
      return;
    }
    if (query.farthest()) {
      order = query.trained().probe(query.vector(), query.cells());
      reverse(order);
    } else {
      order = query.trained().probe(query.vector(), count, margin);
    }
    held = order.length;
  }

  private static void reverse(int[] order) {
    for (int i = 0; i < order.length / 2; i++) {
      int other = order[order.length - 1 - i];
      order[order.length - 1 - i] = order[i];
      order[i] = other;
    }
  }
}
