package io.nearfield.index.search;

import io.nearfield.index.Metric;
import java.util.ArrayList;
import java.util.List;

/**
 * One query over the entries of one moment: cells are chosen, their entries are compared by codes,
 * and the best candidates again by what is kept of their vectors. An index without codes, or a
 * search that is to be exact, compares what is kept at once; a filter that few ids pass is answered
 * by looking these up.
 */
final class Search {

  /** A filter is looked up when this many ids pass, or fewer... */
  private static final long FEW = 2048;

  /** ...or when probing would scan this many entries for each. */
  private static final long SCANNED_PER_LOOK_UP = 64;

  private final LiveReader entries;
  private final Query query;
  private final SearchRequest request;
  private final boolean codes;
  private final boolean kept; // whether there is something better than codes

  private boolean everything = true;
  private boolean byCodesAlone;
  private boolean candidatesCut;

  private Search(LiveReader entries, Query query) {
    this.entries = entries;
    this.query = query;
    this.request = query.request();
    this.codes = query.trained().codec().isPresent();
    this.kept = query.shape().floats() || query.shape().refinedSize() > 0;
  }

  /**
   * Answers a prepared query.
   *
   * @param start what is known of it
   * @throws Moment.Outrun when a compaction has taken entries of this moment away
   */
  static Answer answer(
      LiveReader entries, Moment moment, float[] vector, SearchRequest request, QueryStart start) {
    Scratch scratch = Scratch.take();
    try {
      Tally tally = new Tally(request.nanoTime());
      Query query = new Query(moment, vector, start, request, scratch, tally);
      return new Search(entries, query).answer();
    } finally {
      scratch.giveBack();
    }
  }

  private Answer answer() {
    if (fewPass() && entries.locate(query.moment(), request.filter(), query.scratch())) {
      byCodesAlone = codes && !kept;
      compareAgain();
    } else if (!codes || (request.exact() && kept)) {
      probe(Scan.forAnswer(query, query.kept()));
    } else if (kept && reranking()) {
      probe(Scan.forCandidates(query, query.codes(), candidates()));
      query.scratch().candidates.select();
      candidatesCut = query.scratch().candidates.full();
      compareAgain();
    } else {
      byCodesAlone = true;
      probe(Scan.forAnswer(query, query.codes()));
    }
    return ranked();
  }

  /** L1 is nothing that codes could answer by. */
  private boolean reranking() {
    return request.rerankFactor() > 0 || query.trained().metric() == Metric.L1;
  }

  private long candidates() {
    return (long) request.k() * Math.max(1, request.rerankFactor());
  }

  /** Whether comparing each id that passes costs less than looking for them in cells. */
  private boolean fewPass() {
    IdFilter filter = request.filter();
    if (filter == null || filter.count() < 0) {
      return false;
    }
    double share = Math.min(1.0, (double) request.nprobe() / query.cells());
    long scanned = (long) (entries.size() * (request.exact() ? 1 : share));
    return filter.count() <= Math.max(FEW, scanned / SCANNED_PER_LOOK_UP);
  }

  private void probe(Scan scan) {
    query.tally().tablesDone();
    Probing probing = Probing.of(query);
    probing.over(scan);
    everything = probing.everything();
  }

  private void compareAgain() {
    Comparison comparison = query.kept();
    query.tally().tablesDone();
    Rerank.run(query, comparison);
  }

  private Answer ranked() {
    Scratch scratch = query.scratch();
    boolean tooMany = request.ranged() && scratch.best.size() > request.k();
    Ranking ranking =
        Ranking.of(scratch.best, request.k(), query.farthest(), scratch.parts, scratch);
    String reason = reason(tooMany, ranking.ids.length);
    query.tally().rerankDone();
    return new Answer(
        ranking.ids, ranking.distances, reason.isEmpty(), reason, query.tally().trace());
  }

  /**
   * Why the answer is not all that was asked for; the nearest k always are, however approximate.
   */
  private String reason(boolean tooMany, int found) {
    if (!request.ranged() && !query.farthest() && !request.exact()) {
      return "";
    }
    Tally tally = query.tally();
    List<String> reasons = new ArrayList<>();
    if (tooMany) {
      reasons.add("more than %d entries are within the radius".formatted(found));
    }
    if (!everything) {
      reasons.add("%d of %d cells were looked into".formatted(tally.cellsProbed, query.cells()));
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
