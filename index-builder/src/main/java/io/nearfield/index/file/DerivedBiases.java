package io.nearfield.index.file;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.code.CodeLayout;
import io.nearfield.index.search.Backing;
import io.nearfield.index.search.CellStorage;
import java.util.Arrays;

/**
 * The entries of a run whose biases are not in the file: they are computed from the codes when a
 * search first looks into the run, and kept on the heap, 4 bytes an entry.
 */
final class DerivedBiases implements CellStorage {

  private static final int ENTRIES_AT_ONCE = 4096;

  private final CellStorage stored;
  private final TrainedIndex trained;
  private final int cell;
  private final Backing backing;
  private volatile float[] biases; // null until asked for; two threads may both compute them

  DerivedBiases(CellStorage stored, TrainedIndex trained, int cell, Backing backing) {
    this.stored = stored;
    this.trained = trained;
    this.cell = cell;
    this.backing = backing;
  }

  @Override
  public void biases(int from, int count, float[] out, int outFrom) {
    float[] known = biases;
    if (known == null) {
      known = derive();
      backing.check(); // or else they might be those of zeros in place of codes
      biases = known;
    }
    System.arraycopy(known, from, out, outFrom, count);
  }

  private float[] derive() {
    CodeLayout layout = trained.codec().orElseThrow().layout();
    int size = trained.codeSize();
    int most = Math.min(ENTRIES_AT_ONCE, size());
    byte[] lying = new byte[layout.bytes(most)];
    byte[] rows = new byte[most * size];
    int[] cells = new int[most];
    Arrays.fill(cells, cell);
    float[] derived = new float[size()];
    for (int from = 0; from < derived.length; from += most) {
      int count = Math.min(most, derived.length - from);
      stored.codes(from, count, lying);
      for (int i = 0; i < count; i++) {
        layout.get(lying, i, rows, i * size);
      }
      trained.biases(rows, 0, count, cells, 0, derived, from);
    }
    return derived;
  }

  @Override
  public int size() {
    return stored.size();
  }

  @Override
  public long id(int slot) {
    return stored.id(slot);
  }

  @Override
  public void ids(int from, int count, long[] out, int outFrom) {
    stored.ids(from, count, out, outFrom);
  }

  @Override
  public void codes(int from, int count, byte[] out) {
    stored.codes(from, count, out);
  }

  @Override
  public void vectors(int from, int count, float[] out, int outFrom) {
    stored.vectors(from, count, out, outFrom);
  }

  @Override
  public void refined(int from, int count, byte[] out, int outFrom) {
    stored.refined(from, count, out, outFrom);
  }

  @Override
  public long memoryBytes() {
    return stored.memoryBytes() + (long) Float.BYTES * size();
  }
}
