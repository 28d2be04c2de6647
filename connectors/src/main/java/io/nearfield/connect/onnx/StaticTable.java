package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import java.nio.file.Path;

/**
 * The table of a static text model (Model2Vec): one vector per token. Tensors {@code embeddings},
 * row-major rows x d; optionally {@code mapping}, the row of each token, else token i has row i;
 * and optionally {@code weights}, what each token's vector is multiplied by.
 */
final class StaticTable {

  private final float[] embeddings;
  private final int[] rows;
  private final double[] weights;
  private final int dimension;

  private StaticTable(float[] embeddings, int[] rows, double[] weights, int dimension) {
    this.embeddings = embeddings;
    this.rows = rows;
    this.weights = weights;
    this.dimension = dimension;
  }

  static StaticTable of(SafetensorsFile file, Path path) {
    int[] shape = file.shape("embeddings");
    if (shape.length != 2 || shape[0] < 1 || shape[1] < 1) {
      throw new NearfieldException(
          "Cannot use '" + path + "': its tensor 'embeddings' must have two axes");
    }
    double[] embeddings = file.values("embeddings");
    int[] rows = null;
    if (file.has("mapping")) {
      double[] mapping = file.values("mapping");
      rows = new int[mapping.length];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = (int) mapping[i];
        if (rows[i] < 0 || rows[i] >= shape[0]) {
          throw new NearfieldException(
              "Cannot use '"
                  + path
                  + "': 'mapping' sends token "
                  + i
                  + " to row "
                  + rows[i]
                  + " of "
                  + shape[0]);
        }
      }
    }
    float[] floats = new float[embeddings.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) embeddings[i];
    }
    double[] weights = file.has("weights") ? file.values("weights") : null;
    return new StaticTable(floats, rows, weights, shape[1]);
  }

  int dimension() {
    return dimension;
  }

  /** How many tokens it knows. */
  int tokens() {
    int known = rows == null ? embeddings.length / dimension : rows.length;
    return weights == null ? known : Math.min(known, weights.length);
  }

  /** The mean of the tokens' weighted vectors, or null if none but {@code unknown} is there. */
  float[] mean(long[] ids, int unknown) {
    double[] sum = new double[dimension];
    int counted = 0;
    for (long id : ids) {
      if (id == unknown) {
        continue;
      }
      if (id >= tokens()) {
        throw new NearfieldException(
            "Cannot embed text: its token "
                + id
                + " is beyond the model's "
                + tokens()
                + " tokens; model and tokenizer.json must belong together");
      }
      int row = rows == null ? (int) id : rows[(int) id];
      double weight = weights == null ? 1 : weights[(int) id];
      for (int j = 0; j < dimension; j++) {
        sum[j] += weight * embeddings[row * dimension + j];
      }
      counted++;
    }
    if (counted == 0) {
      return null;
    }
    float[] out = new float[dimension];
    for (int j = 0; j < dimension; j++) {
      out[j] = (float) (sum[j] / counted);
    }
    return out;
  }
}
