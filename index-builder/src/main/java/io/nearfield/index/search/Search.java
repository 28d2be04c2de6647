package io.nearfield.index.search;

import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * One query over the entries of one moment: cells are chosen, their entries are compared by codes,
 * and the best candidates again by what is kept of their vectors. An index without codes, or a
 * search that is to be exact, compares what is kept at once.
 */
final class Search {

  private final LiveEntries entries;
  private final Moment moment;
  private final TrainedIndex trained;
  private final Shape shape;
  private final float[] query;
  private final SearchRequest request;
  private final Scratch scratch;
  private final Tally tally;

  private boolean everything = true; // whether no cell was left out
  private boolean byCodesAlone;
  private boolean candidatesCut;

  private Search(LiveEntries entries, float[] query, SearchRequest request, Scratch scratch) {
    this.entries = entries;
    this.moment = entries.now();
    this.trained = moment.trained();
    this.shape = moment.cells().shape();
    this.query = query;
    this.request = request;
    this.scratch = scratch;
    this.tally = new Tally(request.nanoTime());
  }

  /**
   * Answers a prepared query.
   *
   * @throws Moment.Outrun when a compaction has taken entries of this moment away
   */
  static Answer answer(LiveEntries entries, float[] query, SearchRequest request) {
    Scratch scratch = Scratch.take();
    try {
      return new Search(entries, query, request, scratch).answer();
    } finally {
      scratch.giveBack();
    }
  }

  private Answer answer() {
    boolean codes = trained.codec().isPresent();
    boolean kept = shape.floats() || shape.refinedSize() > 0;
    byCodesAlone = codes && !(kept && (request.exact() || reranking()));
    if (fewPass() && entries.locate(moment, request.filter(), scratch)) {
      Comparison comparison = Comparison.of(trained, shape, query, scratch);
      tally.tablesDone();
      byCodesAlone = codes && !kept;
      compareAgain(comparison);
    } else if (!codes || (request.exact() && kept)) {
      Comparison comparison = Comparison.of(trained, shape, query, scratch);
      tally.tablesDone();
      startBest(scratch.best);
      probe(new Scan(comparison, scratch.best, true));
    } else if (byCodesAlone) {
      CodeComparison comparison = new CodeComparison(trained, shape, query, scratch);
      tally.tablesDone();
      startBest(scratch.best);
      probe(new Scan(comparison, scratch.best, true));
    } else {
      CodeComparison first = new CodeComparison(trained, shape, query, scratch);
      tally.tablesDone();
      scratch.candidates.reset(
          (long) request.k() * Math.max(1, request.rerankFactor()), Float.NEGATIVE_INFINITY);
      probe(new Scan(first, scratch.candidates, false));
      scratch.candidates.select();
      candidatesCut = scratch.candidates.full();
      compareAgain(Comparison.of(trained, shape, query, scratch));
    }
    return ranked();
  }

  /** L1 is nothing that codes could answer by. */
  private boolean reranking() {
    return request.rerankFactor() > 0 || trained.metric() == Metric.L1;
  }

  /** Whether comparing each id that passes costs less than looking for them in cells. */
  private boolean fewPass() {
    IdFilter filter = request.filter();
    if (filter == null || filter.count() < 0) {
      return false;
    }
    long looked =
        request.exact()
            ? entries.size()
            : (long) (entries.size() * Math.min(1.0, (double) request.nprobe() / cells()));
    return filter.count() <= Math.max(FEW, looked / SCANNED_PER_LOOK_UP);
  }

  private static final long FEW = 2048;
  private static final long SCANNED_PER_LOOK_UP = 64;

  private int cells() {
    return moment.cells().count();
  }

  /** Wants what the answer wants; one more of a range, to know whether there are too many. */
  private void startBest(Candidates best) {
    best.reset(
        request.ranged() ? request.k() + 1L : request.k(),
        request.ranged() ? -request.radius() : Float.NEGATIVE_INFINITY);
  }

  /** Looks into cells until as many as asked for have been seen and k entries found. */
  private void probe(Scan scan) {
    int wanted = request.exact() ? cells() : Math.min(request.nprobe(), cells());
    int[] order = order(wanted);
    int probed = 0;
    for (int i = 0; i < cells(); i++) {
      boolean enough = probed >= wanted;
      if (enough && (request.ranged() || scan.into.size() >= request.k())) {
        everything = false;
        break;
      }
      if (i == order.length) {
        order = order((int) Math.min(cells(), 2L * i + 16));
      }
      Cell cell = moment.cell(order[i]);
      if (cell.living() > 0) {
        probed++; // a cell without entries does not use up the budget
      }
      scan.cell(cell, order[i]);
    }
    tally.cellsProbed = probed;
    tally.scanDone();
  }

  private int[] order(int count) {
    if (cells() == 1) {
      return new int[1];
    }
    boolean farthest = request.order() == SearchRequest.Order.FARTHEST;
    int[] order = trained.probe(query, farthest ? cells() : count);
    for (int i = 0; farthest && i < order.length / 2; i++) {
      int other = order[order.length - 1 - i];
      order[order.length - 1 - i] = order[i];
      order[i] = other;
    }
    tally.coarseDone();
    return order;
  }

  /** One pass over cells: compares, drops what is dead or filtered out, collects the best. */
  private final class Scan {
    private final Comparison comparison;
    private final Measure measure;
    private final Candidates into;
    private final boolean final_; // whether keys are distances, as they are answered
    private final boolean farthest = request.order() == SearchRequest.Order.FARTHEST;

    Scan(Comparison comparison, Candidates into, boolean ends) {
      this.comparison = comparison;
      this.measure = comparison.measure();
      this.into = into;
      this.final_ = ends;
    }

    void cell(Cell cell, int number) {
      for (Part part : cell.parts()) {
        part(part, number);
      }
    }

    private void part(Part part, int cell) {
      int number = scratch.parts.add(part, cell);
      boolean untouched = part.untouched();
      float centre = 0;
      if (comparison instanceof CodeComparison codes) {
        centre = codes.centre(cell);
      }
      for (int from = 0; from < part.size; from += Scratch.RUN) {
        int count = Math.min(Scratch.RUN, part.size - from);
        int found = run(part, cell, from, count, centre);
        for (int i = 0; i < found; i++) {
          int slot = scratch.found[i];
          if (!untouched && !part.exists(slot, moment.version())) {
            tally.dead++;
          } else if (request.filter() != null && !request.filter().test(part.storage.id(slot))) {
            tally.filtered++;
          } else {
            into.offer(key(scratch.values[i]), Parts.entry(number, slot));
          }
        }
      }
      tally.scanned += part.size;
    }

    private float key(float score) {
      float key = final_ ? -measure.distance(score) : score;
      return farthest ? 0f - key : key;
    }

    private int run(Part part, int cell, int from, int count, float centre) {
      float threshold = into.threshold();
      if (farthest) {
        float most = final_ ? measure.mostBeyond(threshold) : -threshold;
        comparison.range(part, cell, from, count, scratch.values);
        return keep(from, count, Float.NEGATIVE_INFINITY, most);
      }
      float least = final_ ? measure.leastWithin(-threshold) : threshold;
      if (comparison instanceof CodeComparison codes) {
        // Lower by what adding the centre may round away.
        float slack = (Math.abs(least) + Math.abs(centre)) * 0x1p-22f;
        int found =
            codes.above(part, from, count, least - centre - slack, scratch.found, scratch.values);
        for (int i = 0; i < found; i++) {
          scratch.values[i] += centre;
        }
        return found;
      }
      comparison.range(part, cell, from, count, scratch.values);
      return keep(from, count, least, Float.POSITIVE_INFINITY);
    }

    private int keep(int from, int count, float least, float most) {
      float[] values = scratch.values;
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (values[i] >= least && values[i] <= most) {
          values[kept] = values[i];
          scratch.found[kept++] = from + i;
        }
      }
      return kept;
    }
  }

  /** Compares the candidates by what is kept of them, part by part. */
  private void compareAgain(Comparison comparison) {
    Candidates candidates = scratch.candidates;
    int n = candidates.size();
    long[] order = scratch.longs(n);
    for (int i = 0; i < n; i++) {
      order[i] = candidates.entry(i);
    }
    java.util.Arrays.sort(order, 0, n);
    startBest(scratch.best);
    boolean farthest = request.order() == SearchRequest.Order.FARTHEST;
    Measure measure = comparison.measure();
    int from = 0;
    while (from < n) {
      int number = Parts.number(order[from]);
      int to = from;
      while (to < n && to - from < Scratch.RUN && Parts.number(order[to]) == number) {
        scratch.found[to - from] = Parts.slot(order[to]);
        to++;
      }
      comparison.at(
          scratch.parts.part(number),
          scratch.parts.cell(number),
          scratch.found,
          to - from,
          scratch.values);
      for (int i = from; i < to; i++) {
        float distance = measure.distance(scratch.values[i - from]);
        scratch.best.offer(farthest ? distance : -distance, order[i]);
      }
      from = to;
    }
    tally.reranked = n;
  }

  private Answer ranked() {
    Candidates best = scratch.best;
    boolean farthest = request.order() == SearchRequest.Order.FARTHEST;
    boolean tooMany = request.ranged() && best.size() > request.k();
    Ranking ranking = Ranking.of(best, request.k(), farthest, scratch.parts, scratch);
    String reason = reason(tooMany, ranking.ids.length);
    tally.rerankDone();
    return new Answer(ranking.ids, ranking.distances, reason.isEmpty(), reason, tally.trace());
  }

  /**
   * Why the answer is not all that was asked for; the nearest k always are, however approximate.
   */
  private String reason(boolean tooMany, int found) {
    boolean bounded = request.ranged() || request.order() == SearchRequest.Order.FARTHEST;
    if (!bounded && !request.exact()) {
      return "";
    }
    List<String> reasons = new ArrayList<>();
    if (tooMany) {
      reasons.add("more than %d entries are within the radius".formatted(found));
    }
    if (!everything) {
      reasons.add("%d of %d cells were looked into".formatted(tally.cellsProbed, cells()));
    }
    if (byCodesAlone && tally.scanned > 0) {
      reasons.add("distances come from codes");
    }
    if (candidatesCut) {
      reasons.add("only %d candidates by codes were compared".formatted(tally.reranked));
    }
    return String.join("; ", reasons);
  }
}
