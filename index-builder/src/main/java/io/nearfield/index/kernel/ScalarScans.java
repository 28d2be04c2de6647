package io.nearfield.index.kernel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Scans of interleaved codes in plain Java. */
final class ScalarScans implements ScanSupport {

  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.nativeOrder());

  /** Factor {@code entry} of the 64 that begin at {@code from}. */
  static float scale(byte[] store, int from, int entry) {
    return (float) FLOAT.get(store, from + 4 * entry);
  }

  static void putScale(byte[] store, int from, int entry, float scale) {
    FLOAT.set(store, from + 4 * entry, scale);
  }

  @Override
  public void sums4(HalfByteTable table, byte[] store, int from, int[] sums) {
    byte[] entries = table.entries();
    Arrays.fill(sums, 0, 64, 0);
    for (int j = 0; j < table.codeSize(); j++) {
      int even = 32 * j;
      int run = from + 64 * j;
      for (int i = 0; i < 64; i++) {
        int code = store[run + InterleavedBlock.position(i)];
        sums[i] +=
            (entries[even + (code & 15)] & 255) + (entries[even + 16 + ((code >> 4) & 15)] & 255);
      }
    }
  }

  @Override
  public void sums8(ByteTable table, byte[] store, int from, int[] sums) {
    byte[] entries = table.entries();
    Arrays.fill(sums, 0, 64, 0);
    for (int j = 0; j < table.parts(); j++) {
      int row = 256 * j;
      int run = from + 64 * j;
      for (int i = 0; i < 64; i++) {
        sums[i] += entries[row + (store[run + InterleavedBlock.position(i)] & 255)] & 255;
      }
    }
  }

  @Override
  public int above4(
      HalfByteTable table,
      byte[] store,
      int from,
      int count,
      float[] bias,
      int biasFrom,
      float least,
      int[] slots,
      float[] values) {
    int[] sums = new int[64];
    int found = 0;
    for (int i = 0; i < count; i += 64) {
      int block = (from + i) / 64 * table.blockBytes();
      sums4(table, store, block, sums);
      int some = Math.min(64, count - i);
      for (int e = 0; e < some; e++) {
        float value = table.least() + table.step() * sums[e];
        if (table.scaled()) {
          value *= scale(store, block + 64 * table.codeSize(), e);
        }
        value += bias == null ? 0 : bias[biasFrom + i + e];
        if (value >= least) {
          slots[found] = from + i + e;
          values[found++] = value;
        }
      }
    }
    return found;
  }

  @Override
  public int above8(
      ByteTable table,
      byte[] store,
      int from,
      int count,
      float[] bias,
      int biasFrom,
      float least,
      int[] slots,
      float[] values) {
    int[] sums = new int[64];
    int found = 0;
    for (int i = 0; i < count; i += 64) {
      sums8(table, store, (from + i) / 64 * 64 * table.parts(), sums);
      int some = Math.min(64, count - i);
      for (int e = 0; e < some; e++) {
        float value = table.least() + table.step() * sums[e];
        value += bias == null ? 0 : bias[biasFrom + i + e];
        if (value >= least) {
          slots[found] = from + i + e;
          values[found++] = value;
        }
      }
    }
    return found;
  }
}
