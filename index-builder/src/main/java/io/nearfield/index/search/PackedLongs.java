package io.nearfield.index.search;

/**
 * Numbers as what they exceed the least of them by, in no more bits than the greatest needs: ids
 * are often counted through, and then take 20 bits each and not 64. Immutable. (J. Goldstein, R.
 * Ramakrishnan, U. Shaft, Compressing relations and indexes, 1998: frame of reference.)
 */
final class PackedLongs {

  private final long least;
  private final int bits;
  private final int size;
  private final long[] words;

  private PackedLongs(long least, int bits, int size, long[] words) {
    this.least = least;
    this.bits = bits;
    this.size = size;
    this.words = words;
  }

  static PackedLongs of(long[] values) {
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    for (long value : values) {
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    // The difference may pass 2^63: then it is read as unsigned.
    int bits = values.length == 0 ? 0 : 64 - Long.numberOfLeadingZeros(greatest - least);
    long[] words = new long[(int) (((long) values.length * bits + 63) / 64)];
    for (int i = 0; i < values.length; i++) {
      put(words, bits, i, values[i] - least);
    }
    return new PackedLongs(least, bits, values.length, words);
  }

  private static void put(long[] words, int bits, int i, long value) {
    long at = (long) i * bits;
    int word = (int) (at >>> 6);
    int shift = (int) at & 63;
    if (bits == 0) {
      return;
    }
    words[word] |= value << shift;
    if (shift + bits > 64) {
      words[word + 1] |= value >>> (64 - shift);
    }
  }

  int size() {
    return size;
  }

  long get(int i) {
    if (bits == 0) {
      return least;
    }
    long at = (long) i * bits;
    int word = (int) (at >>> 6);
    int shift = (int) at & 63;
    long value = words[word] >>> shift;
    if (shift + bits > 64) {
      value |= words[word + 1] << (64 - shift);
    }
    return least + (bits == 64 ? value : value & ((1L << bits) - 1));
  }

  long memoryBytes() {
    return 40 + Bytes.of(words);
  }
}
