package io.nearfield.flink.message;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * In which index partition an entity lies, by edition; one or two in practice. Immutable.
 *
 * @param pairs Layout: (editions, 2): the edition's number, and the partition or {@link #NOWHERE}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, arrays are never changed
public record Places(int[] pairs) {

  /** In no edition yet. */
  public static final Places NONE = new Places(new int[0]);

  /** The partition of an entity that the edition does not have. */
  public static final int NOWHERE = -1;

  /** Whether it is known for this edition. */
  public boolean has(int edition) {
    return at(edition) >= 0;
  }

  /** The partition, {@link #NOWHERE} if it has none, or {@code otherwise} if nothing is known. */
  public int partition(int edition, int otherwise) {
    int at = at(edition);
    return at < 0 ? otherwise : pairs[at + 1];
  }

  public Places with(int edition, int partition) {
    int at = at(edition);
    int[] changed = Arrays.copyOf(pairs, at < 0 ? pairs.length + 2 : pairs.length);
    int to = at < 0 ? pairs.length : at;
    changed[to] = edition;
    changed[to + 1] = partition;
    return new Places(changed);
  }

  /** Only what is known for these editions. */
  public Places only(IntPredicate editions) {
    int[] kept =
        IntStream.range(0, pairs.length)
            .filter(i -> editions.test(pairs[i & ~1]))
            .map(i -> pairs[i])
            .toArray();
    return kept.length == pairs.length ? this : new Places(kept);
  }

  private int at(int edition) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i] == edition) {
        return i;
      }
    }
    return -1;
  }
}
