package io.nearfield.flink.sql;

import java.util.Collection;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.PredictFunction;

/** Embeds row by row. Public because the code that Flink generates calls it. */
public final class EmbedFunction extends PredictFunction {

  private static final long serialVersionUID = 1L;

  private final Embedding embedding;

  EmbedFunction(Embedding embedding) {
    this.embedding = embedding;
  }

  @Override
  public void open(FunctionContext context) {
    embedding.open();
  }

  @Override
  public Collection<RowData> predict(RowData row) {
    return embedding.predict(row);
  }
}
