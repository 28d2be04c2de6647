package io.nearfield.flink.sql;

import org.apache.flink.table.connector.source.search.AsyncVectorSearchFunctionProvider;
import org.apache.flink.table.connector.source.search.VectorSearchFunctionProvider;
import org.apache.flink.table.functions.AsyncVectorSearchFunction;
import org.apache.flink.table.functions.VectorSearchFunction;

/** Both ways to search; Flink takes the asynchronous one unless a call says otherwise. */
record SearchProvider(IndexSearch search)
    implements VectorSearchFunctionProvider, AsyncVectorSearchFunctionProvider {

  @Override
  public VectorSearchFunction createVectorSearchFunction() {
    return new IndexSearchFunction(search);
  }

  @Override
  public AsyncVectorSearchFunction createAsyncVectorSearchFunction() {
    return new AsyncIndexSearchFunction(search);
  }
}
