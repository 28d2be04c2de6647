package io.nearfield.index.kernel;

import static io.nearfield.index.kernel.PanamaLanes.LANES;
import static io.nearfield.index.kernel.PanamaLanes.SPECIES;
import static io.nearfield.index.kernel.PanamaLanes.load;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Tables on the vector unit. */
final class PanamaTables implements TableSupport {

  @Override
  public void products(
      float[] query, int parts, int dsub, float[] columns, int stride, int ksub, float[] table) {
    if (ksub % (4 * LANES) == 0) {
      for (int m = 0; m < parts; m++) {
        for (int j = 0; j < ksub; j += 4 * LANES) {
          fourVectors(query, m * dsub, dsub, columns, m * stride + j, ksub, table, m * ksub + j);
        }
      }
    } else {
      for (int m = 0; m < parts; m++) {
        for (int j = 0; j < ksub; j += LANES) {
          FloatVector sum = FloatVector.zero(SPECIES);
          int column = m * stride + j;
          for (int i = m * dsub; i < (m + 1) * dsub; i++) {
            sum = FloatVector.broadcast(SPECIES, query[i]).fma(load(columns, column), sum);
            column += ksub;
          }
          sum.intoArray(table, m * ksub + j);
        }
      }
    }
  }

  // Four sums at a time: a fused multiply-add takes four cycles, two start in each.
  private static void fourVectors(
      float[] query,
      int queryFrom,
      int dsub,
      float[] columns,
      int column,
      int ksub,
      float[] table,
      int at) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    int c = column;
    for (int i = queryFrom; i < queryFrom + dsub; i++) {
      FloatVector value = FloatVector.broadcast(SPECIES, query[i]);
      s0 = value.fma(load(columns, c), s0);
      s1 = value.fma(load(columns, c + LANES), s1);
      s2 = value.fma(load(columns, c + 2 * LANES), s2);
      s3 = value.fma(load(columns, c + 3 * LANES), s3);
      c += ksub;
    }
    s0.intoArray(table, at);
    s1.intoArray(table, at + LANES);
    s2.intoArray(table, at + 2 * LANES);
    s3.intoArray(table, at + 3 * LANES);
  }

  @Override
  public void ranges(float[] table, int rows, int width, float[] least, float[] most) {
    for (int r = 0; r < rows; r++) {
      FloatVector low = load(table, r * width);
      FloatVector high = low;
      for (int j = r * width + LANES; j < (r + 1) * width; j += LANES) {
        FloatVector values = load(table, j);
        low = low.min(values);
        high = high.max(values);
      }
      least[r] = low.reduceLanes(VectorOperators.MIN);
      most[r] = high.reduceLanes(VectorOperators.MAX);
    }
  }

  @Override
  public void round(
      float[] table, int rows, int width, float[] least, float perStep, float half, byte[] out) {
    int[] lanes = new int[LANES];
    for (int r = 0; r < rows; r++) {
      for (int j = r * width; j < (r + 1) * width; j += LANES) {
        IntVector places =
            load(table, j)
                .sub(least[r])
                .mul(perStep)
                .add(half)
                .add(ScalarTables.ROUNDER)
                .reinterpretAsInts();
        if (LANES == 16) {
          ((ByteVector) places.castShape(ByteVector.SPECIES_128, 0)).intoArray(out, j);
        } else {
          places.intoArray(lanes, 0);
          for (int i = 0; i < LANES; i++) {
            out[j + i] = (byte) lanes[i];
          }
        }
      }
    }
  }
}
