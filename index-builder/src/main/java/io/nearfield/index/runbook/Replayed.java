package io.nearfield.index.runbook;

import io.nearfield.index.VectorBatch;
import java.util.List;

/** An index under a runbook. */
public interface Replayed {

  /** Rows enter under tags that are not there. */
  void insert(long[] tags, VectorBatch rows);

  /** Tags stand for other rows from now on. */
  void replace(long[] tags, VectorBatch rows);

  /** Tags leave. */
  void delete(long[] tags);

  /** The tags nearest to each query, at most k. */
  List<long[]> search(VectorBatch queries, int k);

  /** What the index did of its own accord since it was last asked; empty when nothing. */
  default String housekeeping() {
    return "";
  }
}
