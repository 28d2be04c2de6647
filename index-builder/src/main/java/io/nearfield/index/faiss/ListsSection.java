package io.nearfield.index.faiss;

import io.nearfield.index.search.CellView;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The inverted lists.
 *
 * <pre>
 *  bytes
 *      4  "ilar"
 *     16  number of lists, bytes of a code
 *      4  "full": a vector of every list's length follows;
 *         "sprs": a vector of pairs (list, length) of the lists that are not empty
 *         of each list that is not empty: its codes, then its ids of 8 bytes
 * </pre>
 *
 * A flat list has vectors instead of codes, whose floats are its "code".
 *
 * @param ids of each list
 * @param codes of each list, one after another; null for a flat one
 * @param vectors of each list of a flat one, one after another; null otherwise
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier between two methods, never compared
record ListsSection(long[][] ids, byte[][] codes, float[][] vectors) {

  static ListsSection read(FaissInput in, int lists, int codeSize, boolean flat)
      throws IOException {
    long start = in.offset();
    int kind = in.int32();
    if (kind != FourCc.of("ilar")) {
      throw in.unsupported(
          start, "inverted lists are of kind '%s'; supported: 'ilar'", FourCc.text(kind));
    }
    long at = in.offset();
    long count = in.int64();
    long size = in.int64();
    if (count != lists || size != codeSize) {
      throw in.corrupt(
          at,
          "%d inverted lists with codes of %d bytes, must be %d of %d",
          count,
          size,
          lists,
          codeSize);
    }
    int[] lengths = lengths(in, lists);
    ListsSection section =
        new ListsSection(
            new long[lists][], flat ? null : new byte[lists][], flat ? new float[lists][] : null);
    for (int list = 0; list < lists; list++) {
      section.readList(in, list, lengths[list], codeSize);
    }
    return section;
  }

  private void readList(FaissInput in, int list, int length, int codeSize) throws IOException {
    if (codes != null) {
      codes[list] = in.bytes("bytes of codes", (long) length * codeSize);
    } else {
      vectors[list] = in.floats("values of vectors", (long) length * (codeSize / Float.BYTES));
    }
    ids[list] = in.longs("ids", length);
  }

  private static int[] lengths(FaissInput in, int lists) throws IOException {
    int[] lengths = new int[lists];
    long start = in.offset();
    int kind = in.int32();
    boolean full = kind == FourCc.of("full");
    if (!full && kind != FourCc.of("sprs")) {
      throw in.corrupt(start, "lengths of kind '%s', must be full or sprs", FourCc.text(kind));
    }
    long at = in.offset();
    int numbers = in.length("lengths of lists", Long.BYTES);
    if (full ? numbers != lists : numbers % 2 != 0 || numbers > 2L * lists) {
      throw in.corrupt(at, "%d lengths of lists for %d lists", numbers, lists);
    }
    Arrays.fill(lengths, full ? 0 : -1);
    for (int i = 0; i < numbers; i += full ? 1 : 2) {
      at = in.offset();
      int list = full ? i : in.count("as the number of a list", lists - 1L);
      if (!full && lengths[list] >= 0) {
        throw in.corrupt(at, "list %d comes twice", list);
      }
      lengths[list] = in.count("entries of a list", in.remaining() / Long.BYTES);
    }
    for (int list = 0; list < lists; list++) {
      lengths[list] = Math.max(0, lengths[list]);
    }
    return lengths;
  }

  /**
   * Writes lists.
   *
   * @param rows what stands for an entry beside its id
   * @param positions whether each entry's place, counted over all lists, is written as its id
   */
  static void write(
      FaissOutput out, List<? extends CellView> lists, RowsOut.Of rows, boolean positions)
      throws IOException {
    int codeSize = rows.rowBytes();
    out.fourCc("ilar").int64(lists.size()).int64(codeSize);
    int filled = 0;
    for (CellView list : lists) {
      filled += list.size() > 0 ? 1 : 0;
    }
    // The same choice as FAISS's own, so that a file keeps its bytes when FAISS writes it again.
    boolean full = filled > lists.size() / 2;
    out.fourCc(full ? "full" : "sprs").int64(full ? lists.size() : 2L * filled);
    for (int i = 0; i < lists.size(); i++) {
      int size = lists.get(i).size();
      if (full) {
        out.int64(size);
      } else if (size > 0) {
        out.int64(i).int64(size);
      }
    }
    long position = 0;
    for (CellView list : lists) {
      rows.write(out, list);
      long[] ids = list.ids();
      for (int i = 0; positions && i < ids.length; i++) {
        ids[i] = position++;
      }
      out.longs(ids, ids.length);
    }
  }
}
