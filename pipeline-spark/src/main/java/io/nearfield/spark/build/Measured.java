package io.nearfield.spark.build;

import io.nearfield.connect.api.GenerationFigures;
import io.nearfield.connect.api.GenerationFigures.Coverage;
import io.nearfield.connect.api.GenerationFigures.Lists;
import io.nearfield.connect.api.GenerationFigures.Training;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;

/** The figures of a generation, from what its stages saw. */
final class Measured {

  private Measured() {}

  /** Those of a build. */
  static GenerationFigures built(
      TrainStages.Trained trained,
      long seed,
      HeldOutQueries queries,
      Survey survey,
      int[] partitionOfCell,
      Coverage covered) {
    Lists lists = lists(survey, partitionOfCell);
    return new GenerationFigures(
        new Training(
            trained.trainer().name(),
            trained.sample(),
            seed,
            survey.cellDistance(queries, trained.index().centroids()),
            distortion(trained.index(), queries),
            lists.imbalance()),
        lists,
        covered);
  }

  /** How full the lists and the index partitions are. */
  static Lists lists(Survey survey, int[] partitionOfCell) {
    long[] perCell = survey.perCell();
    int most = 0;
    for (int partition : partitionOfCell) {
      most = Math.max(most, partition);
    }
    long[] perPartition = new long[most + 1];
    for (int cell = 0; cell < perCell.length; cell++) {
      perPartition[partitionOfCell[cell]] += perCell[cell];
    }
    return Lists.of(perCell, perPartition);
  }

  /** What codes lose of vectors that training has not seen, as a share of what they describe. */
  private static double distortion(TrainedIndex trained, HeldOutQueries queries) {
    if (!trained.spec().quantized()) {
      return 0;
    }
    VectorBatch vectors = queries.prepared();
    int d = vectors.dimension();
    double lost = 0;
    double whole = 0;
    for (int i = 0; i < vectors.rows(); i++) {
      float[] vector = vectors.row(i);
      int cell = trained.assign(vector);
      float[] decoded = trained.decode(trained.encode(vector, cell), cell);
      lost += VectorKernels.squaredL2(vector, 0, decoded, 0, d);
      whole += VectorKernels.squaredL2(vector, 0, trained.centroids().values(), cell * d, d);
    }
    return whole == 0 ? 0 : lost / whole;
  }
}
