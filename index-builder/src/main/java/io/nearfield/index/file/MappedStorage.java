package io.nearfield.index.file;

import io.nearfield.index.file.MappedWindows.Window;
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
    Window window = windows.window(listsWindow);
    try {
      return window.longs().get(idsAt / Long.BYTES + slot);
    } catch (InternalError e) {
      throw windows.lost(listsWindow, idsAt, e);
    }
  }

  @Override
  public void ids(int from, int count, long[] out, int outFrom) {
    Window window = windows.window(listsWindow);
    try {
      window.longs().get(idsAt / Long.BYTES + from, out, outFrom, count);
    } catch (InternalError e) {
      throw windows.lost(listsWindow, idsAt, e);
    }
  }

  @Override
  public void codes(int from, int count, byte[] out) {
    Window window = windows.window(listsWindow);
    try {
      window
          .bytes()
          .get(listsAt + (int) shape.codesBytes(from), out, 0, (int) shape.codesBytes(count));
    } catch (InternalError e) {
      throw windows.lost(listsWindow, listsAt, e);
    }
  }

  @Override
  public void biases(int from, int count, float[] out, int outFrom) {
    Window window = windows.window(listsWindow);
    try {
      window.floats().get(biasesAt / Float.BYTES + from, out, outFrom, count);
    } catch (InternalError e) {
      throw windows.lost(listsWindow, biasesAt, e);
    }
  }

  @Override
  public void vectors(int from, int count, float[] out, int outFrom) {
    Window window = windows.window(vectorsWindow);
    int dimension = shape.keptBytes() / Float.BYTES;
    try {
      window
          .floats()
          .get(vectorsAt / Float.BYTES + from * dimension, out, outFrom, count * dimension);
    } catch (InternalError e) {
      throw windows.lost(vectorsWindow, vectorsAt, e);
    }
  }

  @Override
  public void refined(int from, int count, byte[] out, int outFrom) {
    Window window = windows.window(vectorsWindow);
    int length = shape.keptBytes();
    try {
      window.bytes().get(vectorsAt + from * length, out, outFrom, count * length);
    } catch (InternalError e) {
      throw windows.lost(vectorsWindow, vectorsAt, e);
    }
  }

  @Override
  public long memoryBytes() {
    return shape.listsBytes(size) + shape.vectorsBytes(size);
  }
}
