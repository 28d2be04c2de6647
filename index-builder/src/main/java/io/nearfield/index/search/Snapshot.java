package io.nearfield.index.search;

import io.nearfield.index.TrainedIndex;
import java.util.ArrayList;
import java.util.List;

/**
 * All living entries of an index at one moment, in the layout they are searched in: what is written
 * to a file or copied. Later changes do not show. Thread-safe; nothing is copied before it is read.
 */
public final class Snapshot {

  private final Moment moment;
  private final Cell[] cells;
  private final Backing backing;

  private Snapshot(Moment moment, Cell[] cells, Backing backing) {
    this.moment = moment;
    this.backing = backing;
    this.cells = cells;
  }

  static Snapshot of(Moment moment, Backing backing) {
    Cell[] cells = new Cell[moment.cells().count()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = moment.cell(i);
    }
    return new Snapshot(moment, cells, backing);
  }

  /** Cells, codec and metric at that moment. */
  public TrainedIndex trained() {
    return moment.trained();
  }

  /** Throws unless all that this thread has read was there: see {@link Backing}. */
  public void check() {
    backing.check();
  }

  /** What a fault means that came up while this was read. */
  public RuntimeException explain(InternalError fault) {
    return backing.explain(fault);
  }

  /** How many cells. */
  public int cells() {
    return cells.length;
  }

  /**
   * The living entries of a cell, in their order: in storages of no more than fit one part, as few
   * as their parts can be joined to.
   */
  public List<CellStorage> cell(int number) {
    Shape shape = moment.cells().shape();
    List<CellStorage> storages = new ArrayList<>();
    List<LivingStorage.Piece> joined = new ArrayList<>();
    int size = 0;
    for (Part part : cells[number].parts()) {
      LivingStorage.Piece piece = LivingStorage.Piece.of(part, moment.version());
      if (size + piece.size() > shape.mostPerPart()) {
        add(storages, shape, joined);
        size = 0;
      }
      joined.add(piece);
      size += piece.size();
    }
    add(storages, shape, joined);
    return storages;
  }

  private static void add(
      List<CellStorage> storages, Shape shape, List<LivingStorage.Piece> joined) {
    CellStorage storage = LivingStorage.join(shape, joined);
    if (storage.size() > 0) {
      storages.add(storage);
    }
    joined.clear();
  }
}
