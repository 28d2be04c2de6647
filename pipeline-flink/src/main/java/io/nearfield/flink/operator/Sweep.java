package io.nearfield.flink.operator;

import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;

/**
 * Goes once through all keys that have a state, a few at a time, so that messages pass in between.
 * Keys that come later are not visited. Holds the keys meanwhile.
 */
final class Sweep {

  private static final int KEYS_PER_STEP = 256;

  private final KeyedStateBackend<String> backend;
  private final List<String> keys;
  private final Visit visit;
  private int next;

  /** What is done with the key that has just become the current one. */
  @FunctionalInterface
  interface Visit {
    void of(String key) throws Exception;
  }

  Sweep(KeyedStateBackend<String> backend, String state, Visit visit) {
    this.backend = backend;
    this.visit = visit;
    try (Stream<String> all = backend.getKeys(state, VoidNamespace.INSTANCE)) {
      this.keys = all.toList();
    }
  }

  /** Visits the next few; whether there are more. */
  boolean step() throws Exception {
    int end = Math.min(keys.size(), next + KEYS_PER_STEP);
    while (next < end) {
      String key = keys.get(next++);
      backend.setCurrentKey(key);
      visit.of(key);
    }
    return next < keys.size();
  }
}
