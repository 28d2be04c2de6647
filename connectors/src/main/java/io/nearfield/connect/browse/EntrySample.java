package io.nearfield.connect.browse;

import io.nearfield.connect.api.IndexEntry;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Keeps as many entries as wanted, the same ones whatever order they come in: those whose ids have
 * the least hashes. An entry that was in the sample stays in it until enough lesser ones come.
 */
final class EntrySample {

  private static final Comparator<Hashed> LEAST_FIRST =
      Comparator.comparingLong(Hashed::hash).thenComparing(hashed -> hashed.entry().entityId());

  private final PriorityQueue<Hashed> kept = new PriorityQueue<>(LEAST_FIRST.reversed());
  private final int wanted;
  private final long seed;

  private record Hashed(long hash, IndexEntry entry) {}

  EntrySample(int wanted, long seed) {
    this.wanted = wanted;
    this.seed = seed;
  }

  void offer(IndexEntry entry) {
    kept.add(new Hashed(hash(entry.entityId()), entry));
    if (kept.size() > wanted) {
      kept.poll();
    }
  }

  /** In the order of their ids. */
  List<IndexEntry> entries() {
    return kept.stream()
        .map(Hashed::entry)
        .sorted(Comparator.comparing(IndexEntry::entityId))
        .toList();
  }

  /** Steele, Lea and Flood's mixing function, as in SplittableRandom, over the characters. */
  private long hash(String id) {
    long state = seed;
    for (int i = 0; i < id.length(); i++) {
      state += id.charAt(i) + 0x9E3779B97F4A7C15L;
      state = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
      state = (state ^ (state >>> 27)) * 0x94D049BB133111EBL;
      state ^= state >>> 31;
    }
    return state;
  }
}
