package io.nearfield.index.faiss;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.format.CorruptIndexException;
import io.nearfield.index.search.CellEntries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What has been read of an index so far: the innermost FAISS object first, then what the objects
 * around it add. At first entries are labelled by what the innermost object answers, ids or
 * positions.
 */
final class FaissDraft {

  private final FaissInput in;
  private final long start;
  private final FaissHeader header;
  private final float[] centroids; // null without cells
  private final ProductSection product; // one of product, scalar and vectors
  private final ScalarSection scalar;
  private final ListsSection lists;

  private boolean unit;
  private float[] rotation;
  private FaissDraft refinement;
  private long[][] refinementPositions;

  FaissDraft(
      FaissInput in,
      long start,
      FaissHeader header,
      float[] centroids,
      ProductSection product,
      ScalarSection scalar,
      ListsSection lists) {
    this.in = in;
    this.start = start;
    this.header = header;
    this.centroids = centroids;
    this.product = product;
    this.scalar = scalar;
    this.lists = lists;
  }

  FaissHeader header() {
    return header;
  }

  /** The centroids, when this is the coarse quantizer of another: flat, and without ids. */
  float[] flatVectors(long at) {
    requireRefinement(at, "a coarse quantizer", false);
    return lists.vectors()[0];
  }

  private void requireRefinement(long at, String as, boolean bytes) {
    boolean flat = lists.vectors() != null;
    if (centroids != null
        || unit
        || rotation != null
        || refinement != null
        || !(flat || (bytes && scalar != null))) {
      throw in.unsupported(
          at,
          "%s is of another kind; supported: %s",
          as,
          bytes ? "'IxF2', 'IxFI', 'IxFl', 'IxSQ'" : "'IxF2', 'IxFI'");
    }
  }

  /** What an id map around it does: a label becomes the id at that place. */
  void mapIds(long at, long[] ids) {
    for (long[] labels : lists.ids()) {
      for (int i = 0; i < labels.length; i++) {
        labels[i] = ids[place(at, labels[i], ids.length)];
      }
    }
  }

  private int place(long at, long label, int places) {
    if (label < 0 || label >= places) {
      throw in.corrupt(at, "an entry has number %d of %d", label, places);
    }
    return (int) label;
  }

  /** What a transform around it does. */
  void transform(long at, TransformSection transform) {
    if (transform.rotation() == null) {
      if (header.metric() != Metric.DOT && header.metric() != Metric.EUCLIDEAN) {
        throw in.unsupported(
            at,
            "transform 'VNrm' before %s; supported: before inner product and L2",
            header.metric());
      }
      unit = true;
    } else if (product == null || rotation != null || refinement != null) {
      throw in.unsupported(
          at,
          "a rotation before something else than product quantization; supported: OPQ<m>,..PQ<m>");
    } else {
      rotation = transform.rotation();
    }
  }

  /** What a refinement around it adds. */
  void refine(long at, FaissDraft by) {
    by.requireRefinement(at, "a refinement", true);
    if (unit || refinement != null) {
      throw in.unsupported(
          at, "a refinement around a refinement or unit length; supported: the other way round");
    }
    int places = (int) by.header.entries();
    refinementPositions = new long[lists.ids().length][];
    for (int list = 0; list < refinementPositions.length; list++) {
      refinementPositions[list] = lists.ids()[list].clone();
      for (long position : refinementPositions[list]) {
        place(at, position, places);
      }
    }
    refinement = by;
  }

  /**
   * The index.
   *
   * @param metric null for the file's own
   */
  VectorIndex toIndex(Metric metric) {
    Metric own = unit ? Metric.COSINE : header.metric();
    boolean asCosine = metric == Metric.COSINE && own == Metric.DOT;
    boolean asDot = metric == Metric.DOT && header.metric() == Metric.DOT;
    if (metric != null && metric != own && !asCosine && !asDot) {
      throw in.unsupported(
          start,
          "its metric is %s, asked for is %s; inner product alone can be read as either DOT or COSINE",
          own,
          metric);
    }
    requireDistinct();
    try {
      TrainedIndex trained = trained(metric == null ? own : metric);
      return VectorIndex.of(trained, cells(trained));
    } catch (IllegalArgumentException e) {
      CorruptIndexException corrupt = in.corrupt(start, "%s", e.getMessage());
      corrupt.initCause(e);
      throw corrupt;
    }
  }

  private TrainedIndex trained(Metric metric) {
    int d = header.dimension();
    boolean flat = lists.vectors() != null;
    boolean bytes = !flat && refinement != null && refinement.scalar != null;
    String code = flat ? "Flat" : product == null ? "SQ8" : product.spec();
    String text =
        (rotation == null ? "" : "OPQ" + product.parts() + ",")
            + (centroids == null ? "" : "IVF" + centroids.length / d + ",")
            + code
            + (flat || refinement == null ? "" : bytes ? ",Refine(SQ8)" : ",Refine(Flat)");
    float[] rows = centroids == null ? new float[d] : centroids;
    if (rotation != null && centroids != null) {
      rows = Rotations.unrotate(rotation, rows, d);
    }
    VectorBatch codebook =
        new CodebookParts(product, rotation, bytes ? refinement.scalar : null).join(scalar, d);
    return TrainedIndex.of(IndexSpec.parse(text), metric, d, new VectorBatch(rows, d), codebook);
  }

  private List<CellEntries> cells(TrainedIndex trained) {
    boolean flat = lists.vectors() != null;
    int d = header.dimension();
    List<CellEntries> cells = new ArrayList<>();
    for (int list = 0; list < lists.ids().length; list++) {
      float[] vectors = flat ? lists.vectors()[list] : new float[0];
      byte[] refined = new byte[0];
      if (!flat && refinement != null) {
        long[] positions = refinementPositions[list];
        if (refinement.scalar == null) {
          vectors = gather(refinement.lists.vectors()[0], positions, d);
        } else {
          refined = gather(refinement.lists.codes()[0], positions, d);
        }
      }
      cells.add(
          new CellEntries(
              lists.ids()[list],
              flat ? new byte[0] : lists.codes()[list],
              trained.prepareAll(new VectorBatch(vectors, d)).values(),
              refined));
    }
    return cells;
  }

  private static float[] gather(float[] rows, long[] positions, int d) {
    float[] some = new float[Math.multiplyExact(positions.length, d)];
    for (int i = 0; i < positions.length; i++) {
      System.arraycopy(rows, (int) positions[i] * d, some, i * d, d);
    }
    return some;
  }

  private static byte[] gather(byte[] rows, long[] positions, int d) {
    byte[] some = new byte[Math.multiplyExact(positions.length, d)];
    for (int i = 0; i < positions.length; i++) {
      System.arraycopy(rows, (int) positions[i] * d, some, i * d, d);
    }
    return some;
  }

  private void requireDistinct() {
    long[] all = new long[Math.toIntExact(header.entries())];
    int at = 0;
    for (long[] ids : lists.ids()) {
      System.arraycopy(ids, 0, all, at, ids.length);
      at += ids.length;
    }
    Arrays.sort(all);
    for (int i = 1; i < all.length; i++) {
      if (all[i] == all[i - 1]) {
        throw in.unsupported(
            start, "id %d stands for more than one vector; supported: ids that differ", all[i]);
      }
    }
  }
}
