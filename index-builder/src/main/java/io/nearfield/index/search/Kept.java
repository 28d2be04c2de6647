package io.nearfield.index.search;

import io.nearfield.index.TrainedIndex;

/** What is left of a vector in the index: itself, or what its finest code stands for. */
final class Kept {

  private Kept() {}

  static float[] vector(TrainedIndex trained, Shape shape, int cell, Part part, int slot) {
    if (shape.floats()) {
      float[] vector = new float[shape.dimension()];
      part.storage.vectors(slot, 1, vector, 0);
      return vector;
    }
    if (shape.refinedSize() > 0) {
      byte[] code = new byte[shape.refinedSize()];
      float[] vector = new float[shape.dimension()];
      part.storage.refined(slot, 1, code, 0);
      trained.refineCodec().orElseThrow().decode(code, 0, vector, 0);
      return vector;
    }
    return trained.decode(code(shape, part, slot), cell);
  }

  /** One code as a row. */
  static byte[] code(Shape shape, Part part, int slot) {
    HeapStorage one = new HeapStorage(shape, 1);
    one.copy(part.storage, slot, 0, 1);
    return Rows.of(shape, one.codes, 1);
  }
}
