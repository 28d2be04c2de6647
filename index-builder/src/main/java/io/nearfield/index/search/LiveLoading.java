package io.nearfield.index.search;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** How entries get into an index all at once, before anybody reads it. */
final class LiveLoading {

  private final LiveState state;

  private LiveLoading(LiveState state) {
    this.state = state;
  }

  static LiveState empty(TrainedIndex trained) {
    return empty(trained, Backing.HEAP).state;
  }

  private static LiveLoading empty(TrainedIndex trained, Backing backing) {
    Shape shape = Shape.of(trained);
    AtomicReferenceArray<Cell> lists = new AtomicReferenceArray<>(trained.cells());
    for (int cell = 0; cell < lists.length(); cell++) {
      lists.set(cell, Cell.EMPTY);
    }
    return new LiveLoading(new LiveState(new Moment.Cells(trained, shape, lists), backing));
  }

  static LiveState build(TrainedIndex trained, long[] ids, VectorBatch vectors, int threads) {
    Grouping.requireOneEach(ids, vectors);
    Grouping.requireDistinct(ids);
    LiveState state = empty(trained);
    new BulkBuild(trained, state.cells.shape(), ids, vectors, threads).fill(state.cells.lists());
    state.size.set(ids.length);
    return state;
  }

  static LiveState over(
      TrainedIndex trained, List<? extends List<? extends CellStorage>> cells, Backing backing) {
    if (cells.size() != trained.cells()) {
      throw new IllegalArgumentException(
          "Cannot open an index: %d lists for %d cells".formatted(cells.size(), trained.cells()));
    }
    LiveLoading loading = empty(trained, backing);
    for (int cell = 0; cell < cells.size(); cell++) {
      loading.fill(cell, cells.get(cell));
    }
    return loading.state;
  }

  static LiveState copyOf(Snapshot snapshot) {
    LiveLoading loading = empty(snapshot.trained(), Backing.HEAP);
    int[][] sizes = new int[snapshot.cells()][];
    for (int cell = 0; cell < sizes.length; cell++) {
      sizes[cell] = snapshot.cell(cell).stream().mapToInt(CellStorage::size).toArray();
    }
    HeapStorage[][] copies = Allocation.of(loading.state.cells.shape(), sizes);
    for (int cell = 0; cell < copies.length; cell++) {
      List<CellStorage> storages = snapshot.cell(cell);
      for (int i = 0; i < copies[cell].length; i++) {
        copies[cell][i].copy(storages.get(i), 0, 0, sizes[cell][i]);
        copies[cell][i] = copies[cell][i].packed();
      }
      loading.fill(cell, Arrays.asList(copies[cell]));
    }
    snapshot.check();
    return loading.state;
  }

  private void fill(int cell, List<? extends CellStorage> storages) {
    Part[] parts = new Part[storages.size()];
    for (int i = 0; i < parts.length; i++) {
      CellStorage storage = storages.get(i);
      parts[i] = Part.of(storage, storage.size());
      state.size.addAndGet(storage.size());
    }
    state.cells.lists().set(cell, new Cell(parts, Long.MIN_VALUE));
  }

  static LiveState of(TrainedIndex trained, Iterable<? extends CellView> views) {
    LiveState state = empty(trained);
    Shape shape = state.cells.shape();
    int cell = 0;
    for (CellView view : views) {
      if (cell == trained.cells()) {
        throw new IllegalArgumentException(
            "Cannot load an index: it has %d cells, got more lists".formatted(cell));
      }
      CellEntries copy =
          CellEntries.copyOf(
              view, shape.codeSize(), shape.floats() ? shape.dimension() : 0, shape.refinedSize());
      Cell list = Cell.of(trained, shape, copy, cell, Long.MIN_VALUE);
      state.cells.lists().set(cell++, list);
      state.size.addAndGet(copy.size());
    }
    if (cell != trained.cells()) {
      throw new IllegalArgumentException(
          "Cannot load an index: it has %d cells, got %d lists".formatted(trained.cells(), cell));
    }
    return state;
  }
}
