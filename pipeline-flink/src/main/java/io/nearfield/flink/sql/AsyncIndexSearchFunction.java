package io.nearfield.flink.sql;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncVectorSearchFunction;
import org.apache.flink.table.functions.FunctionContext;

/** Searches several rows at once. Public because the code that Flink generates calls it. */
public final class AsyncIndexSearchFunction extends AsyncVectorSearchFunction {

  private static final long serialVersionUID = 1L;

  private final IndexSearch search;
  private transient Pool pool;

  AsyncIndexSearchFunction(IndexSearch search) {
    this.search = search;
  }

  @Override
  public void open(FunctionContext context) {
    search.open();
    pool = new Pool("nearfield-vector-search", search.threads());
  }

  @Override
  public CompletableFuture<Collection<RowData>> asyncVectorSearch(int topK, RowData query) {
    return pool.run(() -> search.search(topK, query));
  }

  @Override
  public void close() throws Exception {
    if (pool != null) {
      pool.close();
    }
    search.close();
  }
}
