package io.nearfield.index.file;

import io.nearfield.index.search.CellStorage;

/**
 * The entries of a run where they lie in a mapped file. What is asked for is copied from the pages
 * to the caller's arrays; nothing of it stays on the heap.
 */
final class MappedStorage implements CellStorage {

  private final MappedWindows windows;
  private final RunShape shape;
  private final int size;
  private final int listsWindow;
  private final int listsAt;
  private final int biasesAt;
  private final int idsAt;
  private final int vectorsWindow;
  private final int vectorsAt;

  /**
   * @param lists window and place within it of the run's lists
   * @param vectors window and place within it of the run's vectors
   */
  MappedStorage(MappedWindows windows, RunShape shape, int size, int[] lists, int[] vectors) {
    this.windows = windows;
    this.shape = shape;
    this.size = size;
    this.listsWindow = lists[0];
    this.listsAt = lists[1];
    this.biasesAt = listsAt + (int) shape.biasesAt(size);
    this.idsAt = listsAt + (int) shape.idsAt(size);
    this.vectorsWindow = vectors[0];
    this.vectorsAt = vectors[1];
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public long id(int slot) {
    return windows.window(listsWindow).longs().get(idsAt / Long.BYTES + slot);
  }

  @Override
  public void ids(int from, int count, long[] out, int outFrom) {
    windows.window(listsWindow).longs().get(idsAt / Long.BYTES + from, out, outFrom, count);
  }

  @Override
  public void codes(int from, int count, byte[] out) {
    int at = listsAt + (int) shape.codesBytes(from);
    windows.window(listsWindow).bytes().get(at, out, 0, (int) shape.codesBytes(count));
  }

  @Override
  public void biases(int from, int count, float[] out, int outFrom) {
    windows.window(listsWindow).floats().get(biasesAt / Float.BYTES + from, out, outFrom, count);
  }

  @Override
  public void vectors(int from, int count, float[] out, int outFrom) {
    int dimension = shape.keptBytes() / Float.BYTES;
    int at = vectorsAt / Float.BYTES + from * dimension;
    windows.window(vectorsWindow).floats().get(at, out, outFrom, count * dimension);
  }

  @Override
  public void refined(int from, int count, byte[] out, int outFrom) {
    int length = shape.keptBytes();
    int at = vectorsAt + from * length;
    windows.window(vectorsWindow).bytes().get(at, out, outFrom, count * length);
  }

  @Override
  public long memoryBytes() {
    return shape.listsBytes(size) + shape.vectorsBytes(size);
  }
}
