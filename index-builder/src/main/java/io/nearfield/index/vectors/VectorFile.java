package io.nearfield.index.vectors;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.format.CorruptIndexException;
import io.nearfield.index.format.FileBytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/**
 * A file of vectors, open for reading: {@code .fvecs}, {@code .ivecs}, {@code .bvecs} or {@code
 * .npy}, told apart by their names. Rows are read where they lie, in any order, by any number of
 * threads; heap beyond the arrays given out: 1 MiB per read.
 *
 * <p>Damage is a {@link CorruptIndexException} with file and offset; a sound file of another form
 * (Fortran order, big-endian, strings) an {@link IllegalArgumentException} with what to do. Values
 * are given as they stand: NaN and infinities are for the index to refuse.
 *
 * <pre>{@code
 * VectorBatch queries = VectorFile.readAll(Path.of("query.fvecs"));
 * try (VectorFile base = VectorFile.open(Path.of("base.npy"))) {
 *   base.forEachBatch(10_000, (first, batch) -> index.addAll(ids(first, batch.rows()), batch, 2));
 * }
 * }</pre>
 */
public final class VectorFile implements Closeable {

  static final String WHAT = "vector file";

  private final Path file;
  private final FileBytes bytes;
  private final RowLayout layout;
  private final RowReader reader;

  private VectorFile(Path file, FileBytes bytes, RowLayout layout) {
    this.file = file;
    this.bytes = bytes;
    this.layout = layout;
    this.reader = new RowReader(bytes, layout);
  }

  /** Opens a file and reads its header. */
  public static VectorFile open(Path file) throws IOException {
    VectorFileForm form = VectorFileForm.of(file);
    FileBytes bytes = FileBytes.open(WHAT, file);
    try {
      RowLayout layout =
          form == VectorFileForm.NPY ? NpyHeader.read(bytes) : VecsHeader.read(bytes, form.type());
      return new VectorFile(file, bytes, layout);
    } catch (IOException | RuntimeException e) {
      try {
        bytes.close();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /** All rows of a file as floats. */
  public static VectorBatch readAll(Path file) throws IOException {
    try (VectorFile open = open(file)) {
      return open.floats(0, open.rowsAsInt());
    }
  }

  /** All rows of a file of whole numbers. Layout: (rows, dimension). */
  public static int[] readAllInts(Path file) throws IOException {
    try (VectorFile open = open(file)) {
      return open.ints(0, open.rowsAsInt());
    }
  }

  /** How many rows. */
  public long rows() {
    return layout.rows();
  }

  /** How many values a row has; 1 when the file holds an array of one dimension. */
  public int dimension() {
    return layout.dimension();
  }

  /** How a value lies in the file. */
  public ElementType elementType() {
    return layout.type();
  }

  /** Some rows as floats; whole numbers and doubles become the nearest float. */
  public VectorBatch floats(long from, int count) throws IOException {
    float[] values = new float[size(from, count)];
    reader.read(from, count, RowReader.floats(layout.type(), values));
    return new VectorBatch(values, layout.dimension());
  }

  /**
   * Some rows of whole numbers. Layout: (count, dimension).
   *
   * @throws IllegalArgumentException when the file holds floats or a number does not fit
   */
  public int[] ints(long from, int count) throws IOException {
    long[] wide = longs(from, count);
    int[] values = new int[wide.length];
    for (int i = 0; i < wide.length; i++) {
      values[i] = (int) wide[i];
      if (values[i] != wide[i]) {
        throw new IllegalArgumentException(
            "Cannot read %s '%s' as 32-bit numbers: row %d has %d at position %d; read it as 64-bit numbers"
                .formatted(WHAT, file, from + i / dimension(), wide[i], i % dimension()));
      }
    }
    return values;
  }

  /**
   * Some rows of whole numbers. Layout: (count, dimension).
   *
   * @throws IllegalArgumentException when the file holds floats
   */
  public long[] longs(long from, int count) throws IOException {
    requireForm(!layout.type().floating(), "whole numbers");
    long[] values = new long[size(from, count)];
    reader.read(from, count, RowReader.longs(layout.type(), values));
    return values;
  }

  /**
   * Some rows of bytes as they are. Layout: (count, dimension).
   *
   * @throws IllegalArgumentException when a value has more than one byte
   */
  public byte[] bytes(long from, int count) throws IOException {
    requireForm(layout.type().bytes() == 1, "bytes");
    byte[] values = new byte[size(from, count)];
    reader.read(from, count, RowReader.bytes(values));
    return values;
  }

  /** Takes some rows. */
  @FunctionalInterface
  public interface BatchConsumer {
    /**
     * @param first the number of the batch's first row
     */
    void accept(long first, VectorBatch batch) throws IOException;
  }

  /** Hands out all rows in order, {@code rows} at a time; the last batch may be shorter. */
  public void forEachBatch(int rows, BatchConsumer consumer) throws IOException {
    if (rows < 1) {
      throw new IllegalArgumentException(
          "Cannot read batches: rows must be at least 1, got " + rows);
    }
    for (long first = 0; first < rows(); first += rows) {
      consumer.accept(first, floats(first, (int) Math.min(rows, rows() - first)));
    }
  }

  private int rowsAsInt() {
    return (int) Math.min(rows(), Integer.MAX_VALUE); // size() refuses what does not fit an array
  }

  private int size(long from, int count) {
    Objects.checkFromIndexSize(from, count, rows());
    long values = (long) count * dimension();
    if (values > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "Cannot read %d rows of %s '%s' at once: %d values are more than an array holds; read batches"
              .formatted(count, WHAT, file, values));
    }
    return (int) values;
  }

  private void requireForm(boolean holds, String wanted) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot read %s '%s' as %s: its values are %s"
              .formatted(WHAT, file, wanted, layout.type().name().toLowerCase(Locale.ROOT)));
    }
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
