package io.nearfield.index.search;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Room on the heap for lists whose sizes are known. Small cells next to each other share the blocks
 * of their codes.
 */
final class Allocation {

  private static final int CELLS_SHARING = 16;
  private static final int MOST_SHARING = 4096; // entries; more hardly gain by it

  private Allocation() {}

  /**
   * Storages to be filled.
   *
   * @param sizes of the storages of each cell
   */
  static HeapStorage[][] of(Shape shape, int[][] sizes) {
    HeapStorage[][] storages = new HeapStorage[sizes.length][];
    boolean blocks = shape.layout().bytes(1) > shape.codeSize() && !shape.floats();
    for (int cell = 0; cell < sizes.length; cell++) {
      storages[cell] = new HeapStorage[sizes[cell].length];
      if (!(blocks && small(sizes[cell]))) {
        Arrays.setAll(storages[cell], sized(shape, sizes[cell]));
      }
    }
    for (int from = 0; from < sizes.length; from += CELLS_SHARING) {
      share(shape, storages, sizes, from, Math.min(sizes.length, from + CELLS_SHARING));
    }
    return storages;
  }

  private static IntFunction<HeapStorage> sized(Shape shape, int[] sizes) {
    return i -> new HeapStorage(shape, sizes[i]);
  }

  private static boolean small(int[] sizes) {
    return sizes.length == 1 && sizes[0] <= MOST_SHARING;
  }

  /** Lets neighbouring cells that have no storage yet share their blocks of codes. */
  private static void share(
      Shape shape, HeapStorage[][] storages, int[][] sizes, int from, int to) {
    int[] small =
        IntStream.range(from, to)
            .filter(cell -> storages[cell].length == 1 && storages[cell][0] == null)
            .toArray();
    HeapStorage[] sharing =
        HeapStorage.sharing(shape, IntStream.of(small).map(cell -> sizes[cell][0]).toArray());
    for (int i = 0; i < small.length; i++) {
      storages[small[i]][0] = sharing[i];
    }
  }
}
