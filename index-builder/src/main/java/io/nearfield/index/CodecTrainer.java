package io.nearfield.index;

import io.nearfield.index.lsh.SignHash;
import io.nearfield.index.opq.OpqModel;
import io.nearfield.index.opq.OpqParams;
import io.nearfield.index.opq.OpqTrainer;
import io.nearfield.index.opq.RotatedProductQuantizer;
import io.nearfield.index.pq.PqParams;
import io.nearfield.index.pq.PqTrainer;
import io.nearfield.index.rabitq.RaBitQ;
import io.nearfield.index.sq.ScalarQuantizer;

/** Trains the codecs of an index on what its cells leave over. */
final class CodecTrainer {

  // More rows per centroid than this cost time and change next to nothing.
  private static final int ROWS_PER_CENTROID = 256;

  // A rotation has as many values as the dimension squared, far more than a small codebook.
  private static final int FEWEST_FOR_ROTATION = 32_768;

  private final IndexSpec spec;
  private final VectorBatch prepared;
  private final VectorBatch centroids;
  private final TrainingParams params;
  private final TrainingListener listener;

  CodecTrainer(
      IndexSpec spec,
      VectorBatch prepared,
      VectorBatch centroids,
      TrainingParams params,
      TrainingListener listener) {
    this.spec = spec;
    this.prepared = prepared;
    this.centroids = centroids;
    this.params = params;
    this.listener = listener;
  }

  /** The rows of {@link TrainedIndex#codebook}. */
  VectorBatch train() {
    int d = prepared.dimension();
    VectorBatch rows =
        switch (spec.code()) {
          case FLAT -> VectorBatch.empty(d);
          case SQ8 -> ScalarQuantizer.train(residuals(prepared)).codebook();
          case PQ8, PQ4 -> spec.rotated() ? rotatedProduct() : product();
          case RABITQ -> RaBitQ.train(d, params.seed()).codebook();
          case LSH -> SignHash.train(prepared, spec.hashBits(), params.seed()).codebook();
        };
    if (spec.quantized() && spec.subQuantizers() == 0) {
      listener.iteration("codes", 1, 1, 0);
    }
    return spec.refinedByBytes()
        ? Codecs.join(rows, ScalarQuantizer.train(prepared).codebook())
        : rows;
  }

  private VectorBatch product() {
    int[] done = new int[1];
    double[] objective = new double[1];
    return PqTrainer.train(
            some(),
            quantizer(),
            part -> {
              objective[0] += part;
              listener.iteration("codes", ++done[0], spec.subQuantizers(), objective[0]);
            })
        .codebook();
  }

  private VectorBatch rotatedProduct() {
    OpqParams opq = OpqParams.of(spec.subQuantizers()).withQuantizer(quantizer());
    int[] done = new int[1];
    double[] last = new double[1];
    OpqModel model =
        OpqTrainer.train(
            some(),
            opq,
            objective -> {
              last[0] = objective;
              listener.iteration("rotation", ++done[0], opq.rounds(), objective);
            });
    listener.iteration("codes", 1, 1, last[0]);
    return RotatedProductQuantizer.of(model, spec.subQuantizers(), spec.code().bits()).codebook();
  }

  private PqParams quantizer() {
    return new PqParams(
        spec.subQuantizers(),
        spec.code().bits(),
        params.seed(),
        params.iterations(),
        params.threads());
  }

  private VectorBatch some() {
    int perCentroid = ROWS_PER_CENTROID << spec.code().bits();
    int most = spec.rotated() ? Math.max(perCentroid, FEWEST_FOR_ROTATION) : perCentroid;
    return residuals(IndexTrainer.some(prepared, most, params.seed() + 1));
  }

  private VectorBatch residuals(VectorBatch rows) {
    return Residuals.of(rows, centroids, params.threads());
  }
}
