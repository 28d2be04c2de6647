package io.nearfield.benchmarks.compare;

import io.nearfield.index.VectorIndex;

/** Where finished indexes are kept between runs. */
public interface IndexStore {

  /** An index and what it took when it was made. */
  record Kept(VectorIndex index, Built built) {}

  /** Keeps nothing. */
  IndexStore NONE =
      new IndexStore() {
        @Override
        public Kept read(String spec, int iterations) {
          return null;
        }

        @Override
        public void write(String spec, int iterations, VectorIndex index, Built built) {}
      };

  /** Null when it is not there. */
  Kept read(String spec, int iterations);

  void write(String spec, int iterations, VectorIndex index, Built built);
}
