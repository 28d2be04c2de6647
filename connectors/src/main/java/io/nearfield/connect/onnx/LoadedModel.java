package io.nearfield.connect.onnx;

import io.nearfield.connect.api.EmbeddingModel;

/** A loaded model, of which a view for each purpose can be had. */
interface LoadedModel extends EmbeddingModel {

  /**
   * The model for a purpose. It shares everything with this one: same identity, same native memory,
   * closed with it.
   */
  default EmbeddingModel forPurpose(ModelOptions.Purpose purpose) {
    return this;
  }

  /** The model as these options want it; threads and device stay those that it was loaded with. */
  default EmbeddingModel view(ModelOptions options) {
    return forPurpose(options.purpose());
  }
}
