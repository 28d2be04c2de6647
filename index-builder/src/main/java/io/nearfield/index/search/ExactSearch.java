package io.nearfield.index.search;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import java.util.List;

/** Ground truth. */
public final class ExactSearch {
  private ExactSearch() {}

  public static List<List<Hit<Void>>> search(
      VectorBatch preparedBase, String[] ids, VectorBatch preparedQueries, int k, Metric metric) {
    throw new UnsupportedOperationException("being written");
  }
}
