package io.nearfield.index.faiss;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.search.CellView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes an index as FAISS objects, one within the other. From the outside in, each only where it
 * is needed:
 *
 * <pre>
 *  IxPT VNrm   COSINE: scales queries to unit length
 *  IxM2        ids, where FAISS has only positions: without cells, or with a refinement
 *  IxRF        the refinement: IxF2 / IxFI of the full vectors, or IxSQ
 *  IxPT LTra   OPQ: the rotation
 *  IwFl IwSq IwPQ IxF2 IxFI IxFl IxSQ IxPq   cells, codes, vectors
 * </pre>
 */
final class FaissWriter {

  private final TrainedIndex trained;
  private final IndexSpec spec;
  private final List<CellView> cells = new ArrayList<>();
  private final FaissHeader header;
  private final FaissParams params;
  private final FaissOutput out;
  private final ProductSection product;
  private final float[] rotation;
  private final ScalarSection refinement;

  FaissWriter(VectorIndex index, FaissParams params, FaissOutput out) {
    this.trained = index.trained();
    this.spec = trained.spec();
    this.params = params;
    this.out = out;
    requireWritable(spec, trained.metric());
    long entries = 0;
    for (int cell = 0; cell < index.cells(); cell++) {
      CellView view = index.cell(cell);
      cells.add(view);
      entries += view.size();
    }
    header = new FaissHeader(trained.dimension(), entries, metric(spec, trained.metric()));
    CodebookParts parts = CodebookParts.of(spec, trained.dimension(), trained.codebook());
    product = parts.product();
    rotation = parts.rotation();
    refinement = parts.refinement();
  }

  /**
   * What a code stands for is not of unit length: cosine ranks it by Euclidean distance to the unit
   * query, whose square is twice ours. Whole vectors are ranked by products, which cost less.
   */
  private static Metric metric(IndexSpec spec, Metric metric) {
    return metric == Metric.COSINE && spec.quantized() ? Metric.EUCLIDEAN : metric;
  }

  private static void requireWritable(IndexSpec spec, Metric metric) {
    boolean code =
        switch (spec.code()) {
          case FLAT, SQ8, PQ8, PQ4 -> true;
          default -> false;
        };
    if (!code) {
      throw new IllegalArgumentException(
          "Cannot write FAISS file: code of '%s' has no form there that holds the same; use Flat, SQ8, PQ<m> or PQ<m>x4"
              .formatted(spec));
    }
    if (metric == Metric.L1 && spec.quantized()) {
      throw new IllegalArgumentException(
          "Cannot write FAISS file: it knows L1 for Flat only, got '%s'".formatted(spec));
    }
  }

  void write() throws IOException {
    long[] ids = ids();
    if (trained.metric() == Metric.COSINE) {
      transformed(new TransformSection(null));
    }
    boolean positions = !spec.hasCells() || refined();
    if (positions && !counted(ids)) {
      begin("IxM2");
      refinable(positions);
      out.vector(ids);
    } else {
      refinable(positions);
    }
    out.flush();
  }

  private void refinable(boolean positions) throws IOException {
    if (!refined()) {
      rotatable(positions);
      return;
    }
    begin("IxRF");
    rotatable(positions);
    if (refinement == null) {
      flat();
    } else {
      begin("IxSQ");
      refinement.write(out);
      rows(RowsOut.REFINED.of(trained.dimension()), 1);
    }
    out.float32(params.rerankFactor());
  }

  private void rotatable(boolean positions) throws IOException {
    if (rotation != null) {
      transformed(new TransformSection(rotation));
    }
    if (spec.hasCells()) {
      listed(positions);
    } else {
      switch (spec.code()) {
        case FLAT -> flat();
        case SQ8 -> {
          begin("IxSQ");
          new ScalarSection(trained.codebook().slice(0, 2)).write(out);
          rows(RowsOut.CODES.of(trained.codeSize()), 1);
        }
        default -> {
          begin("IxPq");
          product.write(out);
          rows(RowsOut.CODES.of(trained.codeSize()), 1);
          // Search by codes as usual; no sign bits; the threshold of a filter that is off.
          out.int32(0).bool(false).int32(product.parts() * product.bits() + 1);
        }
      }
    }
  }

  private void listed(boolean positions) throws IOException {
    begin(
        switch (spec.code()) {
          case FLAT -> "IwFl";
          case SQ8 -> "IwSq";
          default -> "IwPQ";
        });
    out.int64(cells.size()).int64(Math.min(params.nprobe(), cells.size()));
    quantizer();
    out.bool(false).int64(0); // no map from ids to lists
    RowsOut.Of rows = RowsOut.CODES.of(trained.codeSize());
    switch (spec.code()) {
      case FLAT -> rows = RowsOut.VECTORS.of(trained.dimension());
      case SQ8 -> {
        new ScalarSection(trained.codebook().slice(0, 2)).write(out);
        out.int64(trained.codeSize()).bool(true); // codes stand for residuals
      }
      default -> {
        out.bool(true).int64(trained.codeSize()); // codes stand for residuals
        product.write(out);
      }
    }
    ListsSection.write(out, cells, rows, positions);
  }

  /** The centroids as a flat index, which probes in our order. */
  private void quantizer() throws IOException {
    boolean product = trained.metric() == Metric.DOT;
    Metric metric = product ? Metric.DOT : Metric.EUCLIDEAN;
    VectorBatch centroids = trained.centroids();
    float[] rows = centroids.values();
    if (rotation != null) {
      rows = Rotations.rotate(rotation, rows, trained.dimension());
    }
    out.fourCc(product ? "IxFI" : "IxF2");
    new FaissHeader(trained.dimension(), centroids.rows(), metric).write(out);
    out.vector(rows);
  }

  private void flat() throws IOException {
    begin(
        switch (header.metric()) {
          case EUCLIDEAN -> "IxF2";
          case L1 -> "IxFl";
          default -> "IxFI";
        });
    // The vector's length counts floats.
    rows(RowsOut.VECTORS.of(trained.dimension()), Float.BYTES);
  }

  private void rows(RowsOut.Of rows, int elementBytes) throws IOException {
    out.int64(header.entries() * (rows.rowBytes() / elementBytes));
    for (CellView cell : cells) {
      rows.write(out, cell);
    }
  }

  private void transformed(TransformSection transform) throws IOException {
    begin("IxPT");
    out.int32(1);
    transform.write(out, trained.dimension());
  }

  private void begin(String fourCc) throws IOException {
    out.fourCc(fourCc);
    header.write(out);
  }

  private boolean refined() {
    return spec.quantized() && spec.refined();
  }

  private long[] ids() {
    long[] ids = new long[Math.toIntExact(header.entries())];
    int at = 0;
    for (CellView cell : cells) {
      cell.ids(0, cell.size(), ids, at);
      at += cell.size();
    }
    for (long id : ids) {
      if (id < 0) {
        throw new IllegalArgumentException(
            "Cannot write FAISS file: ids there are 0 or more, got " + id);
      }
    }
    return ids;
  }

  /** Whether ids are what FAISS counts by itself. */
  private static boolean counted(long[] ids) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] != i) {
        return false;
      }
    }
    return true;
  }
}
