package io.nearfield.index.search;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.code.VectorCodec;
import io.nearfield.index.parallel.Ranges;
import java.util.Arrays;

/**
 * Entries ready to be stored: rows of everything the {@link Shape} keeps.
 *
 * @param codes Layout: (rows, codeSize)
 * @param biases Layout: (rows); empty unless biased
 * @param vectors Layout: (rows, dimension); empty unless kept
 * @param refined Layout: (rows, refinedSize); empty unless kept
 */
@SuppressWarnings("ArrayRecordComponent") // a parameter object, never compared
record EncodedRows(long[] ids, byte[] codes, float[] biases, float[] vectors, byte[] refined) {

  private static final int ROWS_PER_TASK = 1024;
  private static final float[] NO_FLOATS = {};
  private static final byte[] NO_BYTES = {};

  /** Encodes prepared vectors, each in its cell. */
  static EncodedRows of(
      TrainedIndex trained,
      Shape shape,
      long[] ids,
      VectorBatch prepared,
      int[] cells,
      int threads) {
    byte[] codes = trained.encodeAll(prepared, cells, threads);
    return new EncodedRows(
        ids,
        codes,
        shape.biased() ? biases(trained, codes, cells, threads) : NO_FLOATS,
        shape.floats() ? prepared.values() : NO_FLOATS,
        trained.refineCodec().map(codec -> refined(codec, prepared, threads)).orElse(NO_BYTES));
  }

  /** What a loader hands over for one cell. */
  static EncodedRows of(TrainedIndex trained, Shape shape, CellEntries entries, int cell) {
    int[] cells = new int[entries.size()];
    Arrays.fill(cells, cell);
    return of(trained, shape, entries, cells);
  }

  /** Entries that are encoded already, each in its cell. */
  static EncodedRows of(TrainedIndex trained, Shape shape, CellEntries entries, int[] cells) {
    return new EncodedRows(
        entries.ids(),
        entries.codes(),
        shape.biased() ? biases(trained, entries.codes(), cells, 1) : NO_FLOATS,
        entries.vectors(),
        entries.refined());
  }

  int size() {
    return ids.length;
  }

  private static byte[] refined(VectorCodec codec, VectorBatch prepared, int threads) {
    int d = prepared.dimension();
    byte[] refined = new byte[Math.multiplyExact(prepared.rows(), codec.codeSize())];
    Ranges.forEach(
        prepared.rows(),
        ROWS_PER_TASK,
        threads,
        (from, to) ->
            codec.encodeAll(
                prepared.values(), from * d, to - from, refined, from * codec.codeSize()));
    return refined;
  }

  private static float[] biases(TrainedIndex trained, byte[] codes, int[] cells, int threads) {
    float[] biases = new float[cells.length];
    int size = trained.codeSize();
    Ranges.forEach(
        cells.length,
        ROWS_PER_TASK,
        threads,
        (from, to) -> {
          trained.biases(codes, from * size, to - from, cells, from, biases, from);
        });
    return biases;
  }
}
