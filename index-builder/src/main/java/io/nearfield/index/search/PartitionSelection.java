package io.nearfield.index.search;

import io.nearfield.index.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** One selection over cell lists at one version, by full vectors alone. */
final class PartitionSelection<A> {

  private static final int BLOCK = 1024;

  /** Where fewer entries than one in so many pass, they are compared one by one. */
  private static final int SPARSE = 4;

  private final Metric metric;
  private final float[] query;
  private final Selection selection;
  private final Predicate<? super A> filter;
  private final long version;
  private final float[] distances = new float[BLOCK];
  private final int[] passing = new int[BLOCK];
  private CellList[] lists;
  private long total;

  PartitionSelection(
      Metric metric,
      float[] query,
      Selection selection,
      Predicate<? super A> filter,
      long version) {
    this.metric = metric;
    this.query = query;
    this.selection = selection;
    this.filter = filter;
    this.version = version;
  }

  /** Selects from the first {@code held} lists. */
  @SuppressWarnings("unchecked") // only upsert stores attachments
  Selected<A> over(CellList[] found, int held) {
    lists = found;
    long entries = 0;
    for (int i = 0; i < held; i++) {
      entries += found[i].size;
    }
    TopK best = new TopK((int) Math.min(selection.k(), entries), this::ties);
    for (int i = 0; i < held; i++) {
      for (int from = 0; from < found[i].size; from += BLOCK) {
        compare(i, from, Math.min(BLOCK, found[i].size - from), best);
      }
    }
    List<Hit<A>> hits = new ArrayList<>(best.size());
    for (int i = 0; i < best.size(); i++) {
      CellList list = list(best.entry(i));
      int slot = slot(best.entry(i));
      float distance = selection.farthest() ? 0f - best.key(i) : best.key(i);
      hits.add(new Hit<>(list.ids[slot], distance, (A) list.attachments[slot]));
    }
    return Selected.of(hits, total, selection);
  }

  @SuppressWarnings("unchecked") // only upsert stores attachments
  private void compare(int number, int from, int count, TopK best) {
    CellList list = lists[number];
    int d = query.length;
    int pass = 0;
    for (int slot = from; slot < from + count; slot++) {
      if (list.exists(slot, version)
          && (filter == null || filter.test((A) list.attachments[slot]))) {
        passing[pass++] = slot;
      }
    }
    boolean sparse = pass < count / SPARSE;
    if (!sparse && pass > 0) {
      Distances.compute(metric, query, list.vectors, from * d, count, distances);
    }
    for (int i = 0; i < pass; i++) {
      int slot = passing[i];
      if (sparse) {
        Distances.compute(metric, query, list.vectors, slot * d, 1, distances);
      }
      float distance = distances[sparse ? 0 : slot - from];
      if (selection.radius().holds(distance)) {
        total++;
        best.offer(selection.farthest() ? 0f - distance : distance, (long) number << 32 | slot);
      }
    }
  }

  private int ties(long a, long b) {
    return list(a).ids[slot(a)].compareTo(list(b).ids[slot(b)]);
  }

  private CellList list(long entry) {
    return lists[(int) (entry >> 32)];
  }

  private static int slot(long entry) {
    return (int) entry;
  }
}
