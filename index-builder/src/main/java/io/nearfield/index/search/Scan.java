package io.nearfield.index.search;

import io.nearfield.index.kernel.VectorKernels;

/**
 * One pass over cells: compares their entries with the query, drops those that are dead or filtered
 * out, collects the best. Only entries that may be among the best are looked at one by one.
 */
final class Scan {

  private final Query query;
  private final Scratch scratch;
  private final IdFilter filter;
  private final Comparison comparison;
  private final CodeComparison codes; // the comparison when it is one of codes, else null
  private final Measure measure;
  private final Candidates into;
  private final boolean byDistance;

  private Scan(Query query, Comparison comparison, Candidates into, boolean byDistance) {
    this.query = query;
    this.scratch = query.scratch();
    this.filter = query.request().filter();
    this.comparison = comparison;
    this.codes = comparison instanceof CodeComparison ofCodes ? ofCodes : null;
    this.measure = comparison.measure();
    this.into = into;
    this.byDistance = byDistance;
  }

  /** Collects the answer itself: keys are distances as they are reported. */
  static Scan forAnswer(Query query, Comparison comparison) {
    return new Scan(query, comparison, query.startBest(), true);
  }

  /** Collects candidates for another comparison: keys are scores. */
  static Scan forCandidates(Query query, Comparison comparison, long wanted) {
    Candidates candidates = query.scratch().candidates;
    candidates.reset(wanted, Float.NEGATIVE_INFINITY);
    return new Scan(query, comparison, candidates, false);
  }

  /** How many have been collected so far, of all that are wanted. */
  int found() {
    return into.size();
  }

  /**
   * Looks into a cell.
   *
   * @param dot the inner product of the query with its centroid; NaN where not known
   */
  void cell(Cell cell, int number, float dot) {
    float centre = codes == null ? 0 : Float.isNaN(dot) ? codes.centre(number) : dot;
    for (Part part : cell.parts()) {
      part(part, number, centre);
    }
  }

  private void part(Part part, int cell, float centre) {
    int number = scratch.parts.add(part, cell);
    boolean untouched = part.untouched();
    long version = query.moment().version();
    for (int from = 0; from < part.size; from += Scratch.RUN) {
      int count = Math.min(Scratch.RUN, part.size - from);
      int found = promising(part, cell, from, count, centre);
      for (int i = 0; i < found; i++) {
        int slot = scratch.found[i];
        if (!untouched && !part.exists(slot, version)) {
          query.tally().dead++;
        } else if (filter != null && !filter.test(part.storage.id(slot))) {
          query.tally().filtered++;
        } else {
          into.offer(key(scratch.values[i]), Parts.entry(number, slot));
        }
      }
    }
    query.tally().scanned += part.size;
  }

  private float key(float score) {
    if (byDistance) {
      return query.key(measure.distance(score));
    }
    return query.farthest() ? 0f - score : score;
  }

  /** The entries of a run that may be among the best, and their scores; returns how many. */
  private int promising(Part part, int cell, int from, int count, float centre) {
    float threshold = into.threshold();
    if (query.farthest()) {
      comparison.range(part, cell, from, count, scratch.values);
      return atMost(byDistance ? measure.mostBeyond(threshold) : 0f - threshold, from, count);
    }
    float least = byDistance ? measure.leastWithin(0f - threshold) : threshold;
    if (codes != null) {
      return above(part, from, count, centre, least);
    }
    comparison.range(part, cell, from, count, scratch.values);
    int found = VectorKernels.atLeast(scratch.values, 0, count, least, scratch.found);
    for (int i = 0; i < found; i++) {
      scratch.values[i] = scratch.values[scratch.found[i]];
      scratch.found[i] += from;
    }
    return found;
  }

  private int above(Part part, int from, int count, float centre, float least) {
    // Lower by what adding the centre may round away.
    float slack = (Math.abs(least) + Math.abs(centre)) * 0x1p-22f;
    int found =
        codes.above(part, from, count, least - centre - slack, scratch.found, scratch.values);
    for (int i = 0; i < found; i++) {
      scratch.values[i] += centre;
    }
    return found;
  }

  private int atMost(float most, int from, int count) {
    int found = 0;
    for (int i = 0; i < count; i++) {
      if (scratch.values[i] <= most) {
        scratch.values[found] = scratch.values[i];
        scratch.found[found++] = from + i;
      }
    }
    return found;
  }
}
