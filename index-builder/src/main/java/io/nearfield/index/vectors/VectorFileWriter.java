package io.nearfield.index.vectors;

import io.nearfield.index.VectorBatch;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Writes a file of vectors row by row, in the form its name says; replaces a file that is there. A
 * {@code .npy} file gets its number of rows when the writer is closed. By one thread.
 *
 * <pre>{@code
 * try (VectorFileWriter out = VectorFileWriter.create(path, ElementType.FLOAT32, 384)) {
 *   out.write(batch);
 * }
 * }</pre>
 */
public final class VectorFileWriter implements Closeable {

  private static final int BUFFER = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final VectorFileForm form;
  private final ElementType type;
  private final int dimension;
  private final ByteBuffer buffer;
  private long rows;

  private VectorFileWriter(
      Path file, FileChannel channel, VectorFileForm form, ElementType type, int dimension) {
    this.file = file;
    this.channel = channel;
    this.form = form;
    this.type = type;
    this.dimension = dimension;
    this.buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Begins a file.
   *
   * @param type of each value; other than for {@code .npy} the one its name stands for
   */
  public static VectorFileWriter create(Path file, ElementType type, int dimension)
      throws IOException {
    VectorFileForm form = VectorFileForm.of(file);
    if (form != VectorFileForm.NPY && form.type() != type) {
      throw new IllegalArgumentException(
          "Cannot write vector file '%s': its values are %s, got %s"
              .formatted(file, name(form.type()), name(type)));
    }
    if (dimension < 1 || dimension > RowLayout.MAX_DIMENSION) {
      throw new IllegalArgumentException(
          "Cannot write vector file '%s': dimension must be from 1 to %d, got %d"
              .formatted(file, RowLayout.MAX_DIMENSION, dimension));
    }
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    VectorFileWriter writer = new VectorFileWriter(file, channel, form, type, dimension);
    if (form == VectorFileForm.NPY) {
      writer.buffer.put(NpyHeader.write(type, 0, dimension));
    }
    return writer;
  }

  /** The first bytes of a {@code .npy} file, for rows that are written elsewhere. */
  public static byte[] npyHeader(ElementType type, long rows, int dimension) {
    ByteBuffer header = NpyHeader.write(type, rows, dimension);
    byte[] bytes = new byte[header.remaining()];
    header.get(bytes);
    return bytes;
  }

  /** Writes a whole file of 32-bit floats. */
  public static void writeAll(Path file, VectorBatch batch) throws IOException {
    try (VectorFileWriter out = create(file, ElementType.FLOAT32, batch.dimension())) {
      out.write(batch);
    }
  }

  /** Appends rows to a file of floats; 16 bits keep the nearest half. */
  public void write(VectorBatch batch) throws IOException {
    if (batch.dimension() != dimension) {
      throw new IllegalArgumentException(
          "Cannot write vector file '%s': its rows have dimension %d, got %s"
              .formatted(file, dimension, batch));
    }
    requireType(type.floating(), "floats");
    float[] values = batch.values();
    for (int i = 0; i < values.length; i++) {
      room(i);
      switch (type) {
        case FLOAT16 -> buffer.putShort(HalfFloat.fromFloat(values[i]));
        case FLOAT32 -> buffer.putFloat(values[i]);
        default -> buffer.putDouble(values[i]);
      }
    }
    rows += batch.rows();
  }

  /**
   * Appends rows to a file of whole numbers. Layout: (any, dimension).
   *
   * @throws IllegalArgumentException when a number does not fit the type; nothing of the rows is
   *     written
   */
  public void write(long[] values) throws IOException {
    requireType(!type.floating(), "whole numbers");
    if (values.length % dimension != 0) {
      throw new IllegalArgumentException(
          "Cannot write vector file '%s': %d values are no whole number of rows of dimension %d"
              .formatted(file, values.length, dimension));
    }
    for (int i = 0; i < values.length; i++) {
      requireFits(values[i], i);
    }
    for (int i = 0; i < values.length; i++) {
      room(i);
      switch (type) {
        case INT64 -> buffer.putLong(values[i]);
        case INT32 -> buffer.putInt((int) values[i]);
        default -> buffer.put((byte) values[i]);
      }
    }
    rows += values.length / dimension;
  }

  /** As {@link #write(long[])}. */
  public void write(int[] values) throws IOException {
    long[] wide = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    write(wide);
  }

  /** Makes room for one more value, after the length of its row where the form wants one. */
  private void room(int value) throws IOException {
    if (buffer.remaining() < Integer.BYTES + Long.BYTES) {
      flush();
    }
    if (form != VectorFileForm.NPY && value % dimension == 0) {
      buffer.putInt(dimension);
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  private void requireType(boolean holds, String wanted) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Cannot write vector file '%s': its values are %s, got %s"
              .formatted(file, name(type), wanted));
    }
  }

  private void requireFits(long value, int at) {
    long least =
        switch (type) {
          case INT64 -> Long.MIN_VALUE;
          case INT32 -> Integer.MIN_VALUE;
          case INT8 -> Byte.MIN_VALUE;
          default -> 0;
        };
    long most =
        switch (type) {
          case INT64 -> Long.MAX_VALUE;
          case INT32 -> Integer.MAX_VALUE;
          case INT8 -> Byte.MAX_VALUE;
          case BOOL -> 1;
          default -> 255;
        };
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "Cannot write vector file '%s': values must be from %d to %d, got %d (row %d, position %d)"
              .formatted(file, least, most, value, rows + at / dimension, at % dimension));
    }
  }

  private static String name(ElementType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /** Writes what is buffered, and the number of rows where the form wants it. */
  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try (channel) {
      flush();
      if (form == VectorFileForm.NPY) {
        ByteBuffer header = NpyHeader.write(type, rows, dimension);
        long at = 0;
        while (header.hasRemaining()) {
          at += channel.write(header, at);
        }
      }
    }
  }
}
