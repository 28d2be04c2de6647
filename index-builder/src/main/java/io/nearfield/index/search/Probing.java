package io.nearfield.index.search;

import io.nearfield.index.VectorBatch;
import java.util.Arrays;

/**
 * Which cells a query looks into, and when it has seen enough: as many cells with entries as asked
 * for, and more until k entries are found or there is no cell left.
 */
final class Probing {

  private static final int FEWEST_MORE = 16;

  private final Query query;
  private final int wanted;
  private int[] order = new int[0];
  private float[] dots; // of the query with the cells' centroids; null where not known
  private int held;
  private boolean everything = true;

  private Probing(Query query) {
    this.query = query;
    SearchRequest request = query.request();
    this.wanted = request.exact() ? query.cells() : Math.min(request.nprobe(), query.cells());
  }

  /** Begins with the cells that the query starts from, or chooses them. */
  static Probing of(Query query) {
    Probing probing = new Probing(query);
    QueryStart start = query.start();
    if (start.cells() == null) {
      probing.extend(probing.wanted, query.request().margin());
    } else {
      probing.order = start.cells();
      probing.dots = start.dots();
      probing.held = start.cells().length;
    }
    query.tally().coarseDone();
    return probing;
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
      scan.cell(cell, order[i], dots == null ? Float.NaN : dots[i]);
    }
    query.tally().cellsProbed = probed;
    query.tally().scanDone();
  }

  private void extend(int count, float margin) {
    dots = null;
    if (query.cells() == 1) {
      order = new int[1];
      held = 1;
      return;
    }
    if (query.farthest()) {
      order = query.trained().probe(query.vector(), query.cells());
      reverse(order);
    } else {
      VectorBatch alone = new VectorBatch(query.vector(), query.vector().length);
      query
          .trained()
          .probeAll(
              alone,
              0,
              1,
              count,
              margin,
              (i, cells, products, some) -> {
                order = Arrays.copyOf(cells, some);
                dots = Arrays.copyOf(products, some);
              });
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
