package io.nearfield.flink.sql;

import org.apache.flink.table.functions.AsyncPredictFunction;
import org.apache.flink.table.functions.PredictFunction;
import org.apache.flink.table.ml.AsyncPredictRuntimeProvider;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.ml.PredictRuntimeProvider;

/** Both ways to embed; Flink takes the asynchronous one unless a call says otherwise. */
record EmbeddingProvider(Embedding embedding)
    implements PredictRuntimeProvider, AsyncPredictRuntimeProvider {

  @Override
  public PredictFunction createPredictFunction(Context context) {
    return new EmbedFunction(embedding);
  }

  @Override
  public AsyncPredictFunction createAsyncPredictFunction(Context context) {
    return new AsyncEmbedFunction(embedding);
  }

  @Override
  public ModelProvider copy() {
    return this;
  }
}
