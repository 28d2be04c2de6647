package io.nearfield.spark.features;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.format.CorruptIndexException;
import io.nearfield.index.vectors.VectorFile;
import io.nearfield.spark.features.VectorRows.Place;
import io.nearfield.spark.search.Flattened;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Vectors in a {@code .npy} or {@code .fvecs} file with their ids in another. Each task reads its
 * own rows of both where they lie, so the files must be on a path that all executors see. A task
 * holds its ids and {@value #BLOCK_BYTES} bytes of vectors, whatever their dimension.
 */
record FileVectors(String vectors, String ids, FeatureSet set) implements Serializable {

  private static final int ROWS_PER_TASK = 65_536;
  private static final int BLOCK_BYTES = 4 << 20;

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
    VectorFile file = VectorFile.open(Path.of(vectors));
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) ended -> close(file));
    int block = Math.max(1, BLOCK_BYTES / (Float.BYTES * file.dimension()));
    return new Flattened<>(
        IntStream.iterate(0, from -> from < names.size(), from -> from + block).iterator(),
        from -> rows(file, part.firstLine(), names, from, Math.min(names.size(), from + block)));
  }

  private Iterator<Row> rows(
      VectorFile file, long firstLine, List<String> names, int from, int to) {
    String name = Path.of(vectors).getFileName().toString();
    VectorBatch block;
    try {
      block = file.floats(firstLine + from, to - from);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Row> rows = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      long row = firstLine + i;
      Place place = new Place(vectors, row, 0, name + ":" + row);
      rows.add(VectorRows.of(set, place, names.get(i), null, block.row(i - from)));
    }
    return rows.iterator();
  }

  private static void close(VectorFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // All that was wanted has been read.
    }
  }
}
