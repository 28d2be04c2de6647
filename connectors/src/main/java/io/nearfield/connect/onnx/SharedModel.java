package io.nearfield.connect.onnx;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.ModelIdentity;
import java.util.List;

/** A model that its users cannot close, because others use it too. */
record SharedModel(EmbeddingModel model) implements EmbeddingModel {

  @Override
  public ModelIdentity identity() {
    return model.identity();
  }

  @Override
  public boolean accepts(Class<? extends Content> kind) {
    return model.accepts(kind);
  }

  @Override
  public float[] embed(Content content) {
    return model.embed(content);
  }

  @Override
  public boolean batchInvariant() {
    return model.batchInvariant();
  }

  @Override
  public List<float[]> embed(List<Content> contents) {
    return model.embed(contents);
  }

  @Override
  public void close() {}
}
