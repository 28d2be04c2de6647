package io.nearfield.flink.sql;

import java.io.Serializable;
import java.time.Duration;

/**
 * What a process keeps of an index while it searches.
 *
 * @param refreshInterval the time between looks whether the index has changed
 * @param cacheBytes roughly how much heap holds partitions; 0 for a third of it
 * @param threads how many asynchronous searches a subtask runs at once
 */
record Holding(Duration refreshInterval, long cacheBytes, int threads) implements Serializable {

  long bytes() {
    return cacheBytes > 0 ? cacheBytes : Runtime.getRuntime().maxMemory() / 3;
  }
}
