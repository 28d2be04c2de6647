package io.nearfield.index.faiss;

import io.nearfield.index.search.CellView;
import java.io.IOException;

/** What is written of each entry beside its id, some entries at a time. */
enum RowsOut {
  CODES,
  VECTORS,
  REFINED;

  private static final int SOME_BYTES = 1 << 18;

  /** Rows of a known length. */
  Of of(int rowLength) {
    return new Of(this, rowLength);
  }

  /**
   * Rows of a known length.
   *
   * @param length in bytes, or in floats for {@link #VECTORS}
   */
  record Of(RowsOut what, int length) {

    int rowBytes() {
      return what == VECTORS ? Math.multiplyExact(length, Float.BYTES) : length;
    }

    /** All rows of a cell. */
    void write(FaissOutput out, CellView cell) throws IOException {
      int most = Math.max(1, SOME_BYTES / rowBytes());
      byte[] bytes = new byte[what == VECTORS ? 0 : most * length];
      float[] floats = new float[what == VECTORS ? most * length : 0];
      for (int from = 0; from < cell.size(); from += most) {
        int count = Math.min(most, cell.size() - from);
        switch (what) {
          case CODES -> cell.codes(from, count, bytes, 0);
          case VECTORS -> cell.vectors(from, count, floats, 0);
          case REFINED -> cell.refined(from, count, bytes, 0);
        }
        if (what == VECTORS) {
          out.floats(floats, count * length);
        } else {
          out.bytes(bytes, count * length);
        }
      }
    }
  }
}
