package io.nearfield.index.search;

import io.nearfield.index.TrainedIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The entries of one cell at one moment: a chain of parts, of which at most the last one grows.
 * Immutable; a change makes another one that shares the parts.
 *
 * @param parts in the order in which they were filled
 * @param since the version from which on this cell is whole: a reader of an earlier moment may miss
 *     what a compaction took away
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Cell(Part[] parts, long since) {

  static final Cell EMPTY = new Cell(new Part[0], Long.MIN_VALUE);

  /** A cell of entries that are encoded already, in parts of exact size. */
  static Cell of(TrainedIndex trained, Shape shape, CellEntries entries, int number, long since) {
    EncodedRows rows = EncodedRows.of(trained, shape, entries, number);
    List<Part> parts = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += shape.mostPerPart()) {
      int count = Math.min(shape.mostPerPart(), rows.size() - from);
      HeapStorage storage = new HeapStorage(shape, count);
      for (int i = 0; i < count; i++) {
        storage.put(i, rows, from + i);
      }
      parts.add(Part.of(storage.packed(), count));
    }
    return new Cell(parts.toArray(Part[]::new), since);
  }

  /** Whether there is nothing to look at. */
  boolean empty() {
    return parts.length == 0;
  }

  int living() {
    int living = 0;
    for (Part part : parts) {
      living += part.living();
    }
    return living;
  }

  int dead() {
    int dead = 0;
    for (Part part : parts) {
      dead += part.dead();
    }
    return dead;
  }

  Part last() {
    return parts[parts.length - 1];
  }

  /** This cell with room for at least one entry in its last part, for {@code wanted} if it may. */
  Cell withRoom(Shape shape, int wanted) {
    int most = shape.mostPerPart();
    if (empty() || !last().grows() || last().size >= most) {
      Part[] longer = Arrays.copyOf(parts, parts.length + 1);
      longer[parts.length] = Part.growing(shape, Math.min(most, Math.max(4, wanted)));
      return new Cell(longer, since);
    }
    int needed = (int) Math.min(most, (long) last().size + wanted);
    if (last().room() >= needed - last().size) {
      return this;
    }
    int capacity = Math.max(needed, last().size + (last().size >> 1) + 4);
    return withLast(last().grown(shape, Math.min(most, capacity)));
  }

  Cell withLast(Part part) {
    Part[] changed = parts.clone();
    changed[parts.length - 1] = part;
    return new Cell(changed, since);
  }

  /** The living entries alone, in as few parts of exact size as they fit. */
  Cell compacted(Shape shape, long version) {
    List<Part> compact = new ArrayList<>();
    int from = 0;
    while (from < parts.length) {
      // As many neighbouring parts as fit one part together; a part alone always does.
      int to = from;
      long living = 0;
      while (to < parts.length
          && (to == from || living + parts[to].living() <= shape.mostPerPart())) {
        living += parts[to++].living();
      }
      if (to == from + 1 && parts[from].dead() == 0 && !parts[from].grows()) {
        compact.add(parts[from]);
      } else if (living > 0) {
        HeapStorage storage = new HeapStorage(shape, (int) living);
        int at = 0;
        for (int i = from; i < to; i++) {
          at += parts[i].copyLiving(storage, at);
        }
        compact.add(Part.of(storage.packed(), at));
      }
      from = to;
    }
    return new Cell(compact.toArray(Part[]::new), version);
  }
}
