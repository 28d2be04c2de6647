package io.nearfield.index.faiss;

import java.io.IOException;

/**
 * Reads FAISS objects, one within the other: see {@link FaissWriter} for the order in which we
 * write them; any order that has a meaning here is read. What follows the four characters of each
 * is told by FAISS's index_write.cpp, versions 1.7.3 to 1.15.0.
 */
final class FaissReader {

  private static final int DEEPEST = 8;
  private static final String SUPPORTED =
      "IxF2, IxFI, IxFl (Flat), IwFl (IVF,Flat), IxSQ, IwSq (SQ8), IxPq, IwPQ (PQ),"
          + " IxPT (OPQ, unit length), IxRF (Refine), IxMp, IxM2 (ids)";

  private final FaissInput in;
  private int depth;

  FaissReader(FaissInput in) {
    this.in = in;
  }

  FaissDraft read() throws IOException {
    long start = in.offset();
    if (++depth > DEEPEST) {
      throw in.unsupported(start, "more than %d indexes lie one within the other", DEEPEST);
    }
    int fourCc = in.int32();
    String kind = FourCc.text(fourCc);
    FaissDraft draft =
        switch (kind) {
          case "IxF2", "IxFI", "IxFl" -> flat(start);
          case "IxSQ" -> scalar(start);
          case "IxPq" -> product(start);
          case "IwFl", "IwSq", "IwPQ" -> listed(start, kind);
          case "IxMp", "IxM2" -> mapped(start);
          case "IxPT" -> transformed();
          case "IxRF" -> refined();
          default ->
              throw in.unsupported(
                  start, "an index is of kind '%s'; supported: %s", kind, SUPPORTED);
        };
    depth--;
    return draft;
  }

  private FaissDraft flat(long start) throws IOException {
    FaissHeader header = FaissHeader.read(in);
    long at = in.offset();
    int length = in.length("values of vectors", Float.BYTES);
    header.requireRows(in, at, length, header.dimension());
    float[][] vectors = {in.floats("values of vectors", length)};
    return new FaissDraft(
        in, start, header, null, null, null, new ListsSection(positions(header), null, vectors));
  }

  private FaissDraft scalar(long start) throws IOException {
    FaissHeader header = FaissHeader.read(in);
    ScalarSection scalar = ScalarSection.read(in, header.dimension());
    byte[][] codes = codes(header, header.dimension());
    return new FaissDraft(
        in, start, header, null, null, scalar, new ListsSection(positions(header), codes, null));
  }

  private FaissDraft product(long start) throws IOException {
    FaissHeader header = FaissHeader.read(in);
    ProductSection product = ProductSection.read(in, header.dimension());
    byte[][] codes = codes(header, product.codeSize());
    in.int32(); // how FAISS searches
    in.bool();
    in.int32();
    return new FaissDraft(
        in, start, header, null, product, null, new ListsSection(positions(header), codes, null));
  }

  private FaissDraft listed(long start, String kind) throws IOException {
    FaissHeader header = FaissHeader.read(in);
    int d = header.dimension();
    long cellsAt = in.offset();
    long cells = in.int64();
    in.int64(); // nprobe
    long quantizerAt = in.offset();
    FaissDraft quantizer = read();
    float[] centroids = quantizer.flatVectors(quantizerAt);
    if (quantizer.header().dimension() != d) {
      throw in.corrupt(
          quantizerAt,
          "centroids of dimension %d in an index of %d",
          quantizer.header().dimension(),
          d);
    }
    if (cells < 1 || cells != quantizer.header().entries()) {
      throw in.corrupt(cellsAt, "%d lists for %d centroids", cells, quantizer.header().entries());
    }
    skipDirectMap();
    ScalarSection scalar = null;
    ProductSection product = null;
    int codeSize = Math.multiplyExact(d, Float.BYTES);
    switch (kind) {
      case "IwSq" -> {
        scalar = ScalarSection.read(in, d);
        codeSize = codeSize(d);
        requireResiduals();
      }
      case "IwPQ" -> {
        requireResiduals();
        long at = in.offset();
        long size = in.int64();
        product = ProductSection.read(in, d);
        codeSize = product.codeSize();
        if (size != codeSize) {
          throw in.corrupt(at, "codes of %d bytes, must be %d", size, codeSize);
        }
      }
      default -> {}
    }
    long listsAt = in.offset();
    ListsSection lists =
        ListsSection.read(in, (int) cells, codeSize, scalar == null && product == null);
    long entries = 0;
    for (long[] ids : lists.ids()) {
      entries += ids.length;
    }
    if (entries != header.entries()) {
      throw in.corrupt(
          listsAt, "%d entries in the lists of an index of %d", entries, header.entries());
    }
    return new FaissDraft(in, start, header, centroids, product, scalar, lists);
  }

  private int codeSize(int wanted) throws IOException {
    long at = in.offset();
    long size = in.int64();
    if (size != wanted) {
      throw in.corrupt(at, "codes of %d bytes, must be %d", size, wanted);
    }
    return wanted;
  }

  private void requireResiduals() throws IOException {
    long at = in.offset();
    if (!in.bool()) {
      throw in.unsupported(
          at,
          "codes stand for whole vectors (by_residual is false); supported: for residuals,"
              + " the vector minus its centroid");
    }
  }

  /** Where FAISS finds an id: not needed, since we find it ourselves. */
  private void skipDirectMap() throws IOException {
    long at = in.offset();
    int kind = in.int8();
    if (kind < 0 || kind > 2) {
      throw in.corrupt(at, "a direct map of kind %d", kind);
    }
    in.longs("numbers of a direct map", in.length("numbers of a direct map", Long.BYTES));
    if (kind == 2) {
      int pairs = in.length("pairs of a direct map", 2 * Long.BYTES);
      in.longs("numbers of a direct map", 2L * pairs);
    }
  }

  private FaissDraft mapped(long start) throws IOException {
    FaissHeader header = FaissHeader.read(in);
    FaissDraft draft = inner(header);
    long at = in.offset();
    int length = in.length("ids", Long.BYTES);
    header.requireRows(in, at, length, 1);
    draft.mapIds(start, in.longs("ids", length));
    return draft;
  }

  private FaissDraft transformed() throws IOException {
    FaissHeader header = FaissHeader.read(in);
    long at = in.offset();
    int count = in.int32();
    if (count < 0 || count > DEEPEST) {
      throw in.unsupported(at, "%d transforms in a row; supported: at most %d", count, DEEPEST);
    }
    TransformSection[] transforms = new TransformSection[count];
    long[] offsets = new long[count];
    for (int i = 0; i < count; i++) {
      offsets[i] = in.offset();
      transforms[i] = TransformSection.read(in, header.dimension());
    }
    FaissDraft draft = inner(header);
    for (int i = count - 1; i >= 0; i--) {
      draft.transform(offsets[i], transforms[i]);
    }
    return draft;
  }

  private FaissDraft refined() throws IOException {
    FaissHeader header = FaissHeader.read(in);
    FaissDraft draft = inner(header);
    long at = in.offset();
    draft.refine(at, inner(header));
    in.float32(); // how many candidates FAISS refines
    return draft;
  }

  private FaissDraft inner(FaissHeader header) throws IOException {
    long at = in.offset();
    FaissDraft draft = read();
    header.requireSame(in, at, draft.header());
    return draft;
  }

  private byte[][] codes(FaissHeader header, int codeSize) throws IOException {
    long at = in.offset();
    int length = in.length("bytes of codes", 1);
    header.requireRows(in, at, length, codeSize);
    return new byte[][] {in.bytes("bytes of codes", length)};
  }

  /** 0, 1, 2 and so on: what FAISS answers without an id map. Called once the rows are read. */
  private static long[][] positions(FaissHeader header) {
    long[] positions = new long[Math.toIntExact(header.entries())];
    for (int i = 0; i < positions.length; i++) {
      positions[i] = i;
    }
    return new long[][] {positions};
  }
}
