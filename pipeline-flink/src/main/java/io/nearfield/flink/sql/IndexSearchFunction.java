package io.nearfield.flink.sql;

import java.util.Collection;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.VectorSearchFunction;

/** Searches row by row. Public because the code that Flink generates calls it. */
public final class IndexSearchFunction extends VectorSearchFunction {

  private static final long serialVersionUID = 1L;

  private final IndexSearch search;

  IndexSearchFunction(IndexSearch search) {
    this.search = search;
  }

  @Override
  public void open(FunctionContext context) {
    search.open();
  }

  @Override
  public Collection<RowData> vectorSearch(int topK, RowData query) {
    return search.search(topK, query);
  }

  @Override
  public void close() {
    search.close();
  }
}
