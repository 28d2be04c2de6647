package io.nearfield.index.search;

/** Where an id begins to look for its slot in a table of a power of two. */
final class Hashing {

  private Hashing() {}

  /** Multiplies by 2^64 divided by the golden ratio and takes the top bits. (Knuth, 1973.) */
  static int slot(long id, int slots) {
    long mixed = (id ^ (id >>> 32)) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & (slots - 1);
  }
}
