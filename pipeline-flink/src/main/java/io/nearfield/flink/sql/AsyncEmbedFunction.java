package io.nearfield.flink.sql;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncPredictFunction;
import org.apache.flink.table.functions.FunctionContext;

/** Embeds several rows at once. Public because the code that Flink generates calls it. */
public final class AsyncEmbedFunction extends AsyncPredictFunction {

  private static final long serialVersionUID = 1L;

  private final Embedding embedding;
  private transient Pool pool;

  AsyncEmbedFunction(Embedding embedding) {
    this.embedding = embedding;
  }

  @Override
  public void open(FunctionContext context) {
    embedding.open();
    pool = new Pool("nearfield-ml-predict", embedding.threads());
  }

  @Override
  public CompletableFuture<Collection<RowData>> asyncPredict(RowData row) {
    return pool.run(() -> embedding.predict(row));
  }

  @Override
  public void close() throws Exception {
    if (pool != null) {
      pool.close();
    }
  }
}
