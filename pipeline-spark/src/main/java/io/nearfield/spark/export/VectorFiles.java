package io.nearfield.spark.export;

import io.nearfield.connect.export.ExportedFile;
import io.nearfield.index.vectors.ElementType;
import io.nearfield.index.vectors.VectorFileWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Vectors as one {@code .npy} or {@code .fvecs} file, and their ids as one text file with an id per
 * line, both in the order of the ids. The tasks write parts, a row at a time; the driver then lays
 * the bytes of one part behind those of the other, a buffer at a time, and holds no vector.
 */
record VectorFiles(SparkSession spark, Folders folders, Path aside) {

  private static final String PARTS = "_parts";
  private static final int BUFFER = 1 << 20;

  /** What one task wrote. */
  private record Part(int number, long rows, String vectors, String ids) implements Serializable {}

  /**
   * Writes rows.
   *
   * @param rows {@code entity_id}, {@code vector}, each of {@code dimension} numbers
   */
  List<ExportedFile> write(Dataset<Row> rows, ExportFormat format, int dimension)
      throws IOException {
    Path parts = new Path(aside, PARTS);
    folders.system().mkdirs(parts);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Broadcast<SerializableConfiguration> conf =
        context.broadcast(new SerializableConfiguration(folders.conf()));
    String folder = parts.toString();
    boolean prefixed = format == ExportFormat.FVECS;
    List<Part> written;
    try {
      written =
          rows
              .select("entity_id", "vector")
              .orderBy("entity_id")
              .javaRDD()
              .mapPartitionsWithIndex(
                  (number, some) ->
                      List.of(part(conf.value(), folder, number, some, dimension, prefixed))
                          .iterator(),
                  false)
              .collect()
              .stream()
              .sorted(Comparator.comparingInt(Part::number))
              .toList();
    } finally {
      conf.destroy();
    }
    long count = written.stream().mapToLong(Part::rows).sum();
    byte[] header =
        prefixed ? new byte[0] : VectorFileWriter.npyHeader(ElementType.FLOAT32, count, dimension);
    ExportedFile vectors =
        joined(
            "vectors." + format.extension(),
            ExportedFile.DATA,
            count,
            header,
            written.stream().map(Part::vectors).toList());
    ExportedFile ids =
        joined(
            "ids.txt",
            ExportedFile.IDS,
            count,
            new byte[0],
            written.stream().map(Part::ids).toList());
    folders.delete(parts);
    return List.of(vectors, ids);
  }

  private static Part part(
      SerializableConfiguration conf,
      String folder,
      int number,
      Iterator<Row> rows,
      int dimension,
      boolean prefixed)
      throws IOException {
    // A task that is tried again writes other files; the driver takes those of the one that ended.
    long attempt = TaskContext.get().taskAttemptId();
    Path vectors = new Path(folder, "vectors-" + number + "-" + attempt);
    Path ids = new Path(folder, "ids-" + number + "-" + attempt);
    FileSystem system = vectors.getFileSystem(conf.value());
    ByteBuffer buffer =
        ByteBuffer.allocate((prefixed ? Integer.BYTES : 0) + dimension * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    long count = 0;
    try (OutputStream out = new BufferedOutputStream(system.create(vectors, true), BUFFER);
        OutputStream names = new BufferedOutputStream(system.create(ids, true), BUFFER)) {
      while (rows.hasNext()) {
        Row row = rows.next();
        List<Float> vector = row.getList(1);
        if (vector.size() != dimension) {
          throw new IOException(
              "the vector of entity '%s' has %d numbers, not %d"
                  .formatted(row.getString(0), vector.size(), dimension));
        }
        buffer.clear();
        if (prefixed) {
          buffer.putInt(dimension);
        }
        vector.forEach(buffer::putFloat);
        out.write(buffer.array());
        names.write(row.getString(0).getBytes(StandardCharsets.UTF_8));
        names.write('\n');
        count++;
      }
    }
    return new Part(number, count, vectors.toString(), ids.toString());
  }

  private ExportedFile joined(
      String name, String kind, long rows, byte[] header, List<String> parts) throws IOException {
    Digesting out = new Digesting(folders.system().create(new Path(aside, name), true));
    byte[] buffer = new byte[BUFFER];
    try (out) {
      out.write(header);
      for (String part : parts) {
        try (InputStream in = folders.system().open(new Path(part))) {
          for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            out.write(buffer, 0, count);
          }
        }
        folders.delete(new Path(part));
      }
    }
    return out.file(name, kind, rows);
  }
}
