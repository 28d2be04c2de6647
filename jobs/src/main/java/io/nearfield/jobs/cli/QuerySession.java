package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.connect.query.Queries;
import java.util.HashMap;
import java.util.Map;

/**
 * Answers query documents from the tables; indexes that were asked stay open until it is closed.
 */
final class QuerySession implements AutoCloseable {

  private final Lake lake;
  private final Map<IndexRef, IndexSearcher> searchers = new HashMap<>();
  private final ModelOptions options = ModelOptions.defaults().forQueries();

  QuerySession(Lake lake) {
    this.lake = lake;
  }

  Queries queries() {
    return new Queries(
        lake,
        (index, lookup) -> searcher(index).search(lookup),
        location -> Models.shared(location, options));
  }

  private IndexSearcher searcher(IndexRef index) {
    return searchers.computeIfAbsent(
        index,
        ref -> IndexSearcher.open(lake, ref, set -> Models.shared(set.modelLocation(), options)));
  }

  @Override
  public void close() {
    searchers.values().forEach(IndexSearcher::close);
  }
}
