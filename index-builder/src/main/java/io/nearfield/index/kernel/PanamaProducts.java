package io.nearfield.index.kernel;

import static io.nearfield.index.kernel.PanamaLanes.LANES;
import static io.nearfield.index.kernel.PanamaLanes.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Products of many rows with many on the vector unit, blocked by registers. */
final class PanamaProducts implements ProductSupport {

  // Sixteen accumulators and their operands fit 16 registers only in the narrow tile.
  private static final boolean WIDE = LANES == 16;
  private static final int PANEL = (WIDE ? 4 : 2) * LANES;
  private static final FloatVector IOTA = iota();

  private static FloatVector iota() {
    float[] numbers = new float[LANES];
    for (int i = 0; i < LANES; i++) {
      numbers[i] = i;
    }
    return FloatVector.fromArray(SPECIES, numbers, 0);
  }

  // The blocked product keeps its tile busy from here on.
  private static final int LONGEST_SHORT = 24;

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public int panelWidth() {
    return PANEL;
  }

  @Override
  public void multiply(
      float[] rows, int rowsFrom, int count, int n, float[] panel, int panelFrom, float[] out) {
    int i = 0;
    if (WIDE) {
      for (; i <= count - 6; i += 6) {
        tile6x4(rows, rowsFrom + i * n, n, panel, panelFrom, out, i * PANEL);
      }
      for (; i < count; i++) {
        tile1x4(rows, rowsFrom + i * n, n, panel, panelFrom, out, i * PANEL);
      }
    } else {
      for (; i <= count - 6; i += 6) {
        tile6x2(rows, rowsFrom + i * n, n, panel, panelFrom, out, i * PANEL);
      }
      for (; i < count; i++) {
        tile1x2(rows, rowsFrom + i * n, n, panel, panelFrom, out, i * PANEL);
      }
    }
  }

  @Override
  public boolean nearestOfShort(
      float[] rows,
      int rowsFrom,
      int count,
      int n,
      float[] panels,
      float[] bias,
      int[] nearest,
      float[] score,
      int at) {
    if (!WIDE || n > LONGEST_SHORT) {
      return false;
    }
    PanamaNarrow.nearest(rows, rowsFrom, count, n, panels, bias, IOTA, nearest, score, at);
    return true;
  }

  @Override
  public void nearest(
      float[] products, int count, float[] bias, int first, float[] best, float[] bestColumn) {
    for (int i = 0; i < count; i++) {
      FloatVector least = PanamaLanes.load(best, i * LANES);
      FloatVector column = PanamaLanes.load(bestColumn, i * LANES);
      for (int j = 0; j < PANEL; j += LANES) {
        FloatVector value =
            PanamaLanes.load(bias, first + j).sub(PanamaLanes.load(products, i * PANEL + j));
        VectorMask<Float> less = value.compare(VectorOperators.LT, least);
        least = least.blend(value, less);
        column = column.blend(IOTA.add((float) (first + j)), less);
      }
      least.intoArray(best, i * LANES);
      column.intoArray(bestColumn, i * LANES);
    }
  }

  @Override
  public int atLeast(float[] values, int from, int count, float least, int[] chosen) {
    // Most registers hold none. Asking so is one instruction on every JDK; asking which is slow on
    // JDK 17, so the few that hold some are looked through one by one.
    FloatVector threshold = FloatVector.broadcast(SPECIES, least);
    int held = 0;
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      if (PanamaLanes.load(values, from + i).compare(VectorOperators.GE, threshold).anyTrue()) {
        held = ScalarProducts.atLeast(values, from, i, i + LANES, least, chosen, held);
      }
    }
    return ScalarProducts.atLeast(values, from, i, count, least, chosen, held);
  }

  @Override
  public int atLeastEach(
      float[] values, int from, int count, float added, float[] least, int[] chosen) {
    int held = 0;
    int i = 0;
    for (; i <= count - LANES; i += LANES) {
      FloatVector value = PanamaLanes.load(values, from + i).add(added);
      if (value.compare(VectorOperators.GE, PanamaLanes.load(least, i)).anyTrue()) {
        held = ScalarProducts.atLeastEach(values, from, i, i + LANES, added, least, chosen, held);
      }
    }
    return ScalarProducts.atLeastEach(values, from, i, count, added, least, chosen, held);
  }

  @Override
  public void maxima(float[] values, int from, int count, float[] out, int groups) {
    Arrays.fill(out, 0, groups, Float.NEGATIVE_INFINITY);
    int i = 0;
    if (groups % LANES == 0) {
      for (; i <= count - groups; i += groups) {
        for (int j = 0; j < groups; j += LANES) {
          PanamaLanes.load(values, from + i + j).max(PanamaLanes.load(out, j)).intoArray(out, j);
        }
      }
    }
    ScalarProducts.maxima(values, from, i, count, out, groups);
  }

  // The tiles: a block of products held in registers over the whole length. Each product is one
  // chain of fused multiply-adds in order, so its bits do not depend on the tile that made it.

  private static void tile6x4(
      float[] rows, int rowsFrom, int n, float[] panel, int panelFrom, float[] out, int outFrom) {
    int width = 4 * LANES;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s02 = FloatVector.zero(SPECIES);
    FloatVector s03 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s12 = FloatVector.zero(SPECIES);
    FloatVector s13 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s21 = FloatVector.zero(SPECIES);
    FloatVector s22 = FloatVector.zero(SPECIES);
    FloatVector s23 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s31 = FloatVector.zero(SPECIES);
    FloatVector s32 = FloatVector.zero(SPECIES);
    FloatVector s33 = FloatVector.zero(SPECIES);
    FloatVector s40 = FloatVector.zero(SPECIES);
    FloatVector s41 = FloatVector.zero(SPECIES);
    FloatVector s42 = FloatVector.zero(SPECIES);
    FloatVector s43 = FloatVector.zero(SPECIES);
    FloatVector s50 = FloatVector.zero(SPECIES);
    FloatVector s51 = FloatVector.zero(SPECIES);
    FloatVector s52 = FloatVector.zero(SPECIES);
    FloatVector s53 = FloatVector.zero(SPECIES);
    int p = panelFrom;
    for (int k = rowsFrom; k < rowsFrom + n; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, p + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, panel, p + 2 * LANES);
      FloatVector b3 = FloatVector.fromArray(SPECIES, panel, p + 3 * LANES);
      p += width;
      FloatVector a0 = FloatVector.broadcast(SPECIES, rows[k]);
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      s02 = a0.fma(b2, s02);
      s03 = a0.fma(b3, s03);
      FloatVector a1 = FloatVector.broadcast(SPECIES, rows[k + n]);
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      s12 = a1.fma(b2, s12);
      s13 = a1.fma(b3, s13);
      FloatVector a2 = FloatVector.broadcast(SPECIES, rows[k + 2 * n]);
      s20 = a2.fma(b0, s20);
      s21 = a2.fma(b1, s21);
      s22 = a2.fma(b2, s22);
      s23 = a2.fma(b3, s23);
      FloatVector a3 = FloatVector.broadcast(SPECIES, rows[k + 3 * n]);
      s30 = a3.fma(b0, s30);
      s31 = a3.fma(b1, s31);
      s32 = a3.fma(b2, s32);
      s33 = a3.fma(b3, s33);
      FloatVector a4 = FloatVector.broadcast(SPECIES, rows[k + 4 * n]);
      s40 = a4.fma(b0, s40);
      s41 = a4.fma(b1, s41);
      s42 = a4.fma(b2, s42);
      s43 = a4.fma(b3, s43);
      FloatVector a5 = FloatVector.broadcast(SPECIES, rows[k + 5 * n]);
      s50 = a5.fma(b0, s50);
      s51 = a5.fma(b1, s51);
      s52 = a5.fma(b2, s52);
      s53 = a5.fma(b3, s53);
    }
    s00.intoArray(out, outFrom);
    s01.intoArray(out, outFrom + LANES);
    s02.intoArray(out, outFrom + 2 * LANES);
    s03.intoArray(out, outFrom + 3 * LANES);
    s10.intoArray(out, outFrom + width);
    s11.intoArray(out, outFrom + width + LANES);
    s12.intoArray(out, outFrom + width + 2 * LANES);
    s13.intoArray(out, outFrom + width + 3 * LANES);
    s20.intoArray(out, outFrom + 2 * width);
    s21.intoArray(out, outFrom + 2 * width + LANES);
    s22.intoArray(out, outFrom + 2 * width + 2 * LANES);
    s23.intoArray(out, outFrom + 2 * width + 3 * LANES);
    s30.intoArray(out, outFrom + 3 * width);
    s31.intoArray(out, outFrom + 3 * width + LANES);
    s32.intoArray(out, outFrom + 3 * width + 2 * LANES);
    s33.intoArray(out, outFrom + 3 * width + 3 * LANES);
    s40.intoArray(out, outFrom + 4 * width);
    s41.intoArray(out, outFrom + 4 * width + LANES);
    s42.intoArray(out, outFrom + 4 * width + 2 * LANES);
    s43.intoArray(out, outFrom + 4 * width + 3 * LANES);
    s50.intoArray(out, outFrom + 5 * width);
    s51.intoArray(out, outFrom + 5 * width + LANES);
    s52.intoArray(out, outFrom + 5 * width + 2 * LANES);
    s53.intoArray(out, outFrom + 5 * width + 3 * LANES);
  }

  private static void tile1x4(
      float[] rows, int rowsFrom, int n, float[] panel, int panelFrom, float[] out, int outFrom) {
    int width = 4 * LANES;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s02 = FloatVector.zero(SPECIES);
    FloatVector s03 = FloatVector.zero(SPECIES);
    int p = panelFrom;
    for (int k = rowsFrom; k < rowsFrom + n; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, p + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, panel, p + 2 * LANES);
      FloatVector b3 = FloatVector.fromArray(SPECIES, panel, p + 3 * LANES);
      p += width;
      FloatVector a0 = FloatVector.broadcast(SPECIES, rows[k]);
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      s02 = a0.fma(b2, s02);
      s03 = a0.fma(b3, s03);
    }
    s00.intoArray(out, outFrom);
    s01.intoArray(out, outFrom + LANES);
    s02.intoArray(out, outFrom + 2 * LANES);
    s03.intoArray(out, outFrom + 3 * LANES);
  }

  private static void tile6x2(
      float[] rows, int rowsFrom, int n, float[] panel, int panelFrom, float[] out, int outFrom) {
    int width = 2 * LANES;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    FloatVector s10 = FloatVector.zero(SPECIES);
    FloatVector s11 = FloatVector.zero(SPECIES);
    FloatVector s20 = FloatVector.zero(SPECIES);
    FloatVector s21 = FloatVector.zero(SPECIES);
    FloatVector s30 = FloatVector.zero(SPECIES);
    FloatVector s31 = FloatVector.zero(SPECIES);
    FloatVector s40 = FloatVector.zero(SPECIES);
    FloatVector s41 = FloatVector.zero(SPECIES);
    FloatVector s50 = FloatVector.zero(SPECIES);
    FloatVector s51 = FloatVector.zero(SPECIES);
    int p = panelFrom;
    for (int k = rowsFrom; k < rowsFrom + n; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, p + LANES);
      p += width;
      FloatVector a0 = FloatVector.broadcast(SPECIES, rows[k]);
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
      FloatVector a1 = FloatVector.broadcast(SPECIES, rows[k + n]);
      s10 = a1.fma(b0, s10);
      s11 = a1.fma(b1, s11);
      FloatVector a2 = FloatVector.broadcast(SPECIES, rows[k + 2 * n]);
      s20 = a2.fma(b0, s20);
      s21 = a2.fma(b1, s21);
      FloatVector a3 = FloatVector.broadcast(SPECIES, rows[k + 3 * n]);
      s30 = a3.fma(b0, s30);
      s31 = a3.fma(b1, s31);
      FloatVector a4 = FloatVector.broadcast(SPECIES, rows[k + 4 * n]);
      s40 = a4.fma(b0, s40);
      s41 = a4.fma(b1, s41);
      FloatVector a5 = FloatVector.broadcast(SPECIES, rows[k + 5 * n]);
      s50 = a5.fma(b0, s50);
      s51 = a5.fma(b1, s51);
    }
    s00.intoArray(out, outFrom);
    s01.intoArray(out, outFrom + LANES);
    s10.intoArray(out, outFrom + width);
    s11.intoArray(out, outFrom + width + LANES);
    s20.intoArray(out, outFrom + 2 * width);
    s21.intoArray(out, outFrom + 2 * width + LANES);
    s30.intoArray(out, outFrom + 3 * width);
    s31.intoArray(out, outFrom + 3 * width + LANES);
    s40.intoArray(out, outFrom + 4 * width);
    s41.intoArray(out, outFrom + 4 * width + LANES);
    s50.intoArray(out, outFrom + 5 * width);
    s51.intoArray(out, outFrom + 5 * width + LANES);
  }

  private static void tile1x2(
      float[] rows, int rowsFrom, int n, float[] panel, int panelFrom, float[] out, int outFrom) {
    int width = 2 * LANES;
    FloatVector s00 = FloatVector.zero(SPECIES);
    FloatVector s01 = FloatVector.zero(SPECIES);
    int p = panelFrom;
    for (int k = rowsFrom; k < rowsFrom + n; k++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, p);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, p + LANES);
      p += width;
      FloatVector a0 = FloatVector.broadcast(SPECIES, rows[k]);
      s00 = a0.fma(b0, s00);
      s01 = a0.fma(b1, s01);
    }
    s00.intoArray(out, outFrom);
    s01.intoArray(out, outFrom + LANES);
  }
}
