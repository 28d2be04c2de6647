package io.nearfield.spark.sql;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.spark.embed.ShippedModel;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/** What {@code embed} does with a text, on the model that the process shares. */
public final class TextEmbedding implements Serializable {

  private static final long serialVersionUID = 1L;

  private final ShippedModel model;
  private final ModelOptions options;
  private transient EmbeddingModel opened;

  TextEmbedding(ShippedModel model, ModelOptions options) {
    this.model = model;
    this.options = options;
  }

  /** The text's vector, {@code ARRAY<FLOAT>}; called by Spark's generated code. */
  public ArrayData embed(UTF8String text) {
    return UnsafeArrayData.fromPrimitiveArray(vector(text.toString()));
  }

  float[] vector(String text) {
    EmbeddingModel here = opened;
    if (here == null) {
      here = model.open(options);
      opened = here;
    }
    return here.embed(new Content.Text(text));
  }

  @Override
  public String toString() {
    return "'" + model.location() + "'";
  }
}
