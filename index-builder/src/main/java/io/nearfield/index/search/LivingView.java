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

  private LivingView(int number, Moment.Cells cells, Cell cell, Part[] parts, int[] slots) {
    this.number = number;
    this.cells = cells;
    this.cell = cell;
    this.shape = cells.shape();
    this.parts = parts;
    this.slots = slots;
  }

  static LivingView of(Moment moment, int number) {
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
        number, moment.cells(), cell, Arrays.copyOf(parts, living), Arrays.copyOf(slots, living));
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
    for (int i = 0; i < count; i++) {
      out[outFrom + i] = parts[from + i].storage.id(slots[from + i]);
    }
  }

  @Override
  public void codes(int from, int count, byte[] out, int outFrom) {
    for (int i = 0; i < count; i++) {
      byte[] code = Kept.code(shape, parts[from + i], slots[from + i]);
      System.arraycopy(code, 0, out, outFrom + i * code.length, code.length);
    }
  }

  @Override
  public void vectors(int from, int count, float[] out, int outFrom) {
    for (int i = 0; i < count; i++) {
      parts[from + i].storage.vectors(slots[from + i], 1, out, outFrom + i * shape.dimension());
    }
  }

  @Override
  public void refined(int from, int count, byte[] out, int outFrom) {
    for (int i = 0; i < count; i++) {
      parts[from + i].storage.refined(slots[from + i], 1, out, outFrom + i * shape.refinedSize());
    }
  }
}
