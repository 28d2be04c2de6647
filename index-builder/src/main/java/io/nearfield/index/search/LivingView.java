package io.nearfield.index.search;

import java.util.Arrays;

/** The entries of a cell that exist at one moment. */
final class LivingView implements CellView {

  final int number;
  final Moment.Cells cells;
  final Cell cell;
  private final Shape shape;
  private final Part[] parts; // of each entry
  private final int[] slots;
  private final Backing backing;

  private LivingView(
      int number, Moment.Cells cells, Cell cell, Part[] parts, int[] slots, Backing backing) {
    this.backing = backing;
    this.number = number;
    this.cells = cells;
    this.cell = cell;
    this.shape = cells.shape();
    this.parts = parts;
    this.slots = slots;
  }

  static LivingView of(Moment moment, int number, Backing backing) {
    Cell cell = moment.cell(number);
    int most = 0;
    for (Part part : cell.parts()) {
      most += part.size;
    }
    Part[] parts = new Part[most];
    int[] slots = new int[most];
    int living = 0;
    for (Part part : cell.parts()) {
      for (int slot = 0; slot < part.size; slot++) {
        if (part.exists(slot, moment.version())) {
          parts[living] = part;
          slots[living++] = slot;
        }
      }
    }
    return new LivingView(
        number,
        moment.cells(),
        cell,
        Arrays.copyOf(parts, living),
        Arrays.copyOf(slots, living),
        backing);
  }

  /** Whether the entry at a place of this set of cells is the one that this view has as a row. */
  boolean isAt(int row, long place) {
    if (place == Locator.NOWHERE || Locator.cell(place) != number) {
      return false;
    }
    Part[] now = cells.lists().get(number).parts();
    return now[Locator.part(place)].storage == parts[row].storage
        && Locator.slot(place) == slots[row];
  }

  @Override
  public int size() {
    return slots.length;
  }

  @Override
  public void ids(int from, int count, long[] out, int outFrom) {
    each(from, count, (part, slot, i) -> out[outFrom + i] = part.storage.id(slot));
  }

  @Override
  public void codes(int from, int count, byte[] out, int outFrom) {
    int size = shape.codeSize();
    each(
        from,
        count,
        (part, slot, i) ->
            System.arraycopy(Kept.code(shape, part, slot), 0, out, outFrom + i * size, size));
  }

  @Override
  public void vectors(int from, int count, float[] out, int outFrom) {
    int d = shape.dimension();
    each(from, count, (part, slot, i) -> part.storage.vectors(slot, 1, out, outFrom + i * d));
  }

  @Override
  public void refined(int from, int count, byte[] out, int outFrom) {
    int r = shape.refinedSize();
    each(from, count, (part, slot, i) -> part.storage.refined(slot, 1, out, outFrom + i * r));
  }

  /** What is done with an entry: its part, its slot there, and which of those asked for it is. */
  @FunctionalInterface
  private interface Read {
    void entry(Part part, int slot, int i);
  }

  private void each(int from, int count, Read read) {
    try {
      for (int i = 0; i < count; i++) {
        read.entry(parts[from + i], slots[from + i], i);
      }
      backing.check();
    } catch (InternalError fault) {
      throw backing.explain(fault);
    }
  }
}
