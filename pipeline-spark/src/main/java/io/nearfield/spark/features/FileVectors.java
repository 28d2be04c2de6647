package io.nearfield.spark.features;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.index.format.CorruptIndexException;
import io.nearfield.index.vectors.VectorFile;
import io.nearfield.spark.features.VectorRows.Place;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Vectors in a {@code .npy} or {@code .fvecs} file with their ids in another. Each task reads its
 * own rows of both where they lie, some thousands at a time, so the files must be on a path that
 * all executors see.
 */
record FileVectors(String vectors, String ids, FeatureSet set) implements Serializable {

  private static final int ROWS_PER_TASK = 65_536;

  Dataset<Row> rows(SparkSession spark) {
    IdFile.Parts parts = IdFile.split(Path.of(ids), ROWS_PER_TASK);
    try (VectorFile file = VectorFile.open(Path.of(vectors))) {
      if (file.rows() != parts.lines()) {
        throw new NearfieldException(
            "Cannot import '%s': it has %,d vectors and '%s' has %,d ids; there must be one id per line and vector"
                .formatted(vectors, file.rows(), ids, parts.lines()));
      }
    } catch (IOException | CorruptIndexException e) {
      throw new NearfieldException("Cannot read '" + vectors + "': " + e.getMessage(), e);
    }
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    FileVectors self = this;
    List<IdFile.Part> work = parts.parts();
    return spark.createDataFrame(
        context.parallelize(work, Math.max(1, work.size())).flatMap(part -> self.read(part)),
        VectorRows.SCHEMA);
  }

  private Iterator<Row> read(IdFile.Part part) throws IOException {
    List<String> names = IdFile.read(Path.of(ids), part);
    List<Row> rows = new ArrayList<>(names.size());
    String name = Path.of(vectors).getFileName().toString();
    try (VectorFile file = VectorFile.open(Path.of(vectors))) {
      float[] all = file.floats(part.firstLine(), names.size()).values();
      int dimension = file.dimension();
      for (int i = 0; i < names.size(); i++) {
        long row = part.firstLine() + i;
        rows.add(
            VectorRows.of(
                set,
                new Place(0, row, name + ":" + row),
                names.get(i),
                null,
                Arrays.copyOfRange(all, i * dimension, (i + 1) * dimension)));
      }
    }
    return rows.iterator();
  }
}
