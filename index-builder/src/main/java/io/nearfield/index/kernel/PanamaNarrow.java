package io.nearfield.index.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The nearest packed row of short rows, as in product quantization: products never leave the
 * registers. Two rows at a time against four registers of columns; the same operations in the same
 * order as the blocked product and its minimum, so the same bits.
 */
final class PanamaNarrow {

  private static final VectorSpecies<Float> SPECIES = PanamaLanes.SPECIES;
  private static final int LANES = PanamaLanes.LANES;

  private PanamaNarrow() {}

  /**
   * The least bias[j] - product over all panels, which are four registers wide; the lowest column
   * of a tie.
   *
   * @param firstColumns 0, 1, 2 and so on
   * @param nearest receives the column of row i at {@code at + i}
   * @param score receives its value at the same place
   */
  static void nearest(
      float[] rows,
      int rowsFrom,
      int count,
      int n,
      float[] panels,
      float[] bias,
      FloatVector firstColumns,
      int[] nearest,
      float[] score,
      int at) {
    for (int i = 0; i < count; i += 2) {
      int one = rowsFrom + i * n;
      int two = i + 1 < count ? one + n : one; // the last of an odd number twice
      FloatVector least0 = FloatVector.broadcast(SPECIES, Float.POSITIVE_INFINITY);
      FloatVector least1 = least0;
      FloatVector column0 = FloatVector.zero(SPECIES);
      FloatVector column1 = column0;
      FloatVector number = firstColumns;
      int p = 0;
      for (int j = 0; j < bias.length; j += 4 * LANES) {
        FloatVector s00 = FloatVector.zero(SPECIES);
        FloatVector s01 = FloatVector.zero(SPECIES);
        FloatVector s02 = FloatVector.zero(SPECIES);
        FloatVector s03 = FloatVector.zero(SPECIES);
        FloatVector s10 = FloatVector.zero(SPECIES);
        FloatVector s11 = FloatVector.zero(SPECIES);
        FloatVector s12 = FloatVector.zero(SPECIES);
        FloatVector s13 = FloatVector.zero(SPECIES);
        for (int k = 0; k < n; k++) {
          FloatVector b0 = FloatVector.fromArray(SPECIES, panels, p);
          FloatVector b1 = FloatVector.fromArray(SPECIES, panels, p + LANES);
          FloatVector b2 = FloatVector.fromArray(SPECIES, panels, p + 2 * LANES);
          FloatVector b3 = FloatVector.fromArray(SPECIES, panels, p + 3 * LANES);
          p += 4 * LANES;
          FloatVector a0 = FloatVector.broadcast(SPECIES, rows[one + k]);
          s00 = a0.fma(b0, s00);
          s01 = a0.fma(b1, s01);
          s02 = a0.fma(b2, s02);
          s03 = a0.fma(b3, s03);
          FloatVector a1 = FloatVector.broadcast(SPECIES, rows[two + k]);
          s10 = a1.fma(b0, s10);
          s11 = a1.fma(b1, s11);
          s12 = a1.fma(b2, s12);
          s13 = a1.fma(b3, s13);
        }
        FloatVector bias0 = FloatVector.fromArray(SPECIES, bias, j);
        FloatVector bias1 = FloatVector.fromArray(SPECIES, bias, j + LANES);
        FloatVector bias2 = FloatVector.fromArray(SPECIES, bias, j + 2 * LANES);
        FloatVector bias3 = FloatVector.fromArray(SPECIES, bias, j + 3 * LANES);
        FloatVector number1 = number.add((float) LANES);
        FloatVector number2 = number.add((float) (2 * LANES));
        FloatVector number3 = number.add((float) (3 * LANES));
        FloatVector v = bias0.sub(s00);
        VectorMask<Float> less = v.compare(VectorOperators.LT, least0);
        least0 = least0.blend(v, less);
        column0 = column0.blend(number, less);
        v = bias1.sub(s01);
        less = v.compare(VectorOperators.LT, least0);
        least0 = least0.blend(v, less);
        column0 = column0.blend(number1, less);
        v = bias2.sub(s02);
        less = v.compare(VectorOperators.LT, least0);
        least0 = least0.blend(v, less);
        column0 = column0.blend(number2, less);
        v = bias3.sub(s03);
        less = v.compare(VectorOperators.LT, least0);
        least0 = least0.blend(v, less);
        column0 = column0.blend(number3, less);
        v = bias0.sub(s10);
        less = v.compare(VectorOperators.LT, least1);
        least1 = least1.blend(v, less);
        column1 = column1.blend(number, less);
        v = bias1.sub(s11);
        less = v.compare(VectorOperators.LT, least1);
        least1 = least1.blend(v, less);
        column1 = column1.blend(number1, less);
        v = bias2.sub(s12);
        less = v.compare(VectorOperators.LT, least1);
        least1 = least1.blend(v, less);
        column1 = column1.blend(number2, less);
        v = bias3.sub(s13);
        less = v.compare(VectorOperators.LT, least1);
        least1 = least1.blend(v, less);
        column1 = column1.blend(number3, less);
        number = number.add((float) (4 * LANES));
      }
      take(least0, column0, nearest, score, at + i);
      if (i + 1 < count) {
        take(least1, column1, nearest, score, at + i + 1);
      }
    }
  }

  // The lowest column of those with the least value.
  private static void take(
      FloatVector least, FloatVector column, int[] nearest, float[] score, int at) {
    float value = least.reduceLanes(VectorOperators.MIN);
    VectorMask<Float> others = least.compare(VectorOperators.NE, value);
    nearest[at] =
        (int) column.blend(Float.POSITIVE_INFINITY, others).reduceLanes(VectorOperators.MIN);
    score[at] = value;
  }
}
