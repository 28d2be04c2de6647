package io.nearfield.index.search;

import io.nearfield.index.VectorBatch;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads entries while they change: everything at one moment, without waiting. Where a compaction
 * has taken away what existed at that moment, it begins anew with a later one.
 */
final class LiveReader {

  private final LiveState state;
  private final LiveLookup lookup;

  LiveReader(LiveState state) {
    this.state = state;
    this.lookup = new LiveLookup(state);
  }

  long size() {
    return state.size.get();
  }

  Answer search(float[] prepared, SearchRequest request) {
    return atOneMoment(() -> Search.answer(this, state.now(), prepared, request, QueryStart.NONE));
  }

  List<Answer> searchAll(VectorBatch prepared, SearchRequest request, int threads) {
    return atOneMoment(
        () -> new BatchSearch(this, state.now().pinned(), prepared, request).answers(threads));
  }

  Snapshot snapshot() {
    return atOneMoment(() -> Snapshot.of(state.now(), state.backing));
  }

  CellView view(int cell) {
    return atOneMoment(() -> LivingView.of(state.now(), cell, state.backing));
  }

  boolean contains(long id) {
    return atOneMoment(() -> lookup.contains(id));
  }

  float[] vector(long id) {
    return atOneMoment(() -> lookup.vector(id));
  }

  /** See {@link LiveLookup#locate}. */
  boolean locate(Moment moment, IdFilter filter, Scratch scratch) {
    return lookup.locate(moment, filter, scratch);
  }

  long memoryBytes() {
    Moment.Cells counted = state.cells;
    long bytes = 16 + 4L * counted.count();
    for (int cell = 0; cell < counted.count(); cell++) {
      for (Part part : counted.lists().get(cell).parts()) {
        bytes += part.memoryBytes();
      }
    }
    bytes += counted.trained().memoryBytes();
    Locator places = state.locator;
    return bytes + (places == null ? 0 : places.memoryBytes());
  }

  private static <T> T atOneMoment(Supplier<T> reading) {
    while (true) {
      try {
        return reading.get();
      } catch (Moment.Outrun overtaken) {
        Thread.onSpinWait();
      }
    }
  }
}
