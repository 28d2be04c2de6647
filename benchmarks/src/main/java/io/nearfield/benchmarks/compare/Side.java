package io.nearfield.benchmarks.compare;

/** One of those that are compared. Holds at most one index at a time; not for several threads. */
public interface Side extends AutoCloseable {

  /** Which of the queries are asked. */
  enum Part {
    /** Every second one: settings are chosen by these. */
    TUNING,
    ALL
  }

  /** How many neighbours are asked for, always. */
  int K = 10;

  /** As it stands in tables: name and version. */
  String name();

  /** Whether it can leave out unpromising cells by a margin. */
  boolean margins();

  /** Trains and fills an index by its spec in FAISS's notation; the one before is given up. */
  Built build(String spec);

  /** Ids found, -1 where there were fewer. Layout: (queries, K) */
  long[] search(Setting setting, Part part, int threads);

  /** Asks whole batches until {@code seconds} have gone by. */
  Rate batch(Setting setting, Part part, int threads, double seconds);

  /** Asks all queries one at a time, by one thread: nanoseconds of each. */
  long[] single(Setting setting);

  /** Gives up the index. */
  void drop();

  @Override
  void close();
}
