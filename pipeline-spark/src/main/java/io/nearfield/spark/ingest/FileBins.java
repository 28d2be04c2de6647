package io.nearfield.spark.ingest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;

/** Deals work out to tasks so that each has about the same number of bytes to read. */
final class FileBins {

  /** What opening a file costs, in bytes that could be read meanwhile. */
  private static final long OPENING = 64 << 10;

  private static final long BYTES_PER_BIN = 64L << 20;

  private FileBins() {}

  private static final class Bin<T> {
    final int number;
    final List<T> parts = new ArrayList<>();
    long cost;

    Bin(int number) {
      this.number = number;
    }
  }

  /** At least one bin for each core if there is that much to do; largest parts are dealt first. */
  static <T> List<List<T>> deal(List<T> parts, ToLongFunction<T> bytes, int cores) {
    long total = parts.stream().mapToLong(bytes).map(b -> b + OPENING).sum();
    long wanted = Math.max(Math.min(parts.size(), cores * 2L), total / BYTES_PER_BIN);
    int bins = (int) Math.max(1, Math.min(parts.size(), wanted));
    PriorityQueue<Bin<T>> byCost =
        new PriorityQueue<>(
            Comparator.<Bin<T>>comparingLong(bin -> bin.cost).thenComparingInt(bin -> bin.number));
    List<Bin<T>> all = new ArrayList<>();
    for (int i = 0; i < bins; i++) {
      all.add(new Bin<>(i));
    }
    byCost.addAll(all);
    parts.stream()
        .sorted(Comparator.comparingLong(bytes).reversed())
        .forEach(
            part -> {
              Bin<T> least = byCost.remove();
              least.parts.add(part);
              least.cost += bytes.applyAsLong(part) + OPENING;
              byCost.add(least);
            });
    return all.stream().map(bin -> List.copyOf(bin.parts)).toList();
  }
}
