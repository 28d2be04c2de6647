package io.nearfield.index.faiss;

import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.search.Answer;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.vectors.ElementType;
import io.nearfield.index.vectors.VectorFile;
import io.nearfield.index.vectors.VectorFileWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Queries and their neighbours beside a FAISS file: {@code NAME.faiss}, {@code NAME.queries.npy},
 * {@code NAME.ids.npy}, {@code NAME.distances.npy}. Every cell is probed; distances are as FAISS
 * has them.
 *
 * @param ids Layout: (queries, k)
 * @param distances Layout: (queries, k)
 */
record FaissCase(String name, VectorBatch queries, long[] ids, VectorBatch distances) {

  static final int K = 10;
  static final int RERANK_FACTOR = 10;

  /** Distances may differ so much, relative to themselves. */
  static final double TOLERANCE = 1e-4;

  /** How answers compare: which share is the same, and how far distances are apart. */
  record Comparison(double same, double difference) {

    boolean good() {
      return same == 1 && difference <= TOLERANCE;
    }
  }

  static FaissCase of(String name, VectorIndex index, VectorBatch queries) {
    int k = (int) Math.min(K, index.size());
    long[] ids = new long[queries.rows() * k];
    float[] distances = new float[queries.rows() * k];
    SearchRequest request =
        SearchRequest.nearest(k).withNprobe(index.cells()).withRerankFactor(RERANK_FACTOR);
    List<Answer> answers = index.searchAll(queries, request, 1);
    for (int i = 0; i < queries.rows(); i++) {
      Answer answer = answers.get(i);
      for (int j = 0; j < k; j++) {
        ids[i * k + j] = answer.ids()[j];
        distances[i * k + j] = inFaiss(answer.distances()[j], index.trained());
      }
    }
    return new FaissCase(name, queries, ids, new VectorBatch(distances, k));
  }

  private static float inFaiss(float distance, TrainedIndex trained) {
    return switch (trained.metric()) {
      case EUCLIDEAN -> distance * distance;
      case COSINE -> trained.spec().quantized() ? 2 * distance : 1 - distance;
      case DOT -> -distance;
      default -> distance;
    };
  }

  /**
   * An index that answers as the file does in FAISS, which does not correct products with codes for
   * the length of what they stand for: COSINE does, so there it is read as DOT.
   */
  VectorIndex opened(Path file) throws IOException {
    return productsOfCodes() ? FaissFiles.read(file, Metric.DOT) : FaissFiles.read(file);
  }

  /** Our answers to the same queries, which are scaled to unit length where FAISS does that. */
  FaissCase answeredBy(VectorIndex index) {
    return of(name, index, productsOfCodes() ? unit(queries) : queries);
  }

  private boolean productsOfCodes() {
    return name.contains("L2norm") && name.contains("PQ") && name.endsWith("-IP");
  }

  private static VectorBatch unit(VectorBatch rows) {
    float[] scaled = rows.values().clone();
    int d = rows.dimension();
    for (int row = 0; row < rows.rows(); row++) {
      float norm = (float) Math.sqrt(VectorKernels.dot(scaled, row * d, scaled, row * d, d));
      for (int i = row * d; i < (row + 1) * d; i++) {
        scaled[i] /= norm;
      }
    }
    return new VectorBatch(scaled, d);
  }

  static FaissCase read(Path folder, String name) throws IOException {
    VectorBatch distances = VectorFile.readAll(folder.resolve(name + ".distances.npy"));
    try (VectorFile ids = VectorFile.open(folder.resolve(name + ".ids.npy"))) {
      return new FaissCase(
          name,
          VectorFile.readAll(folder.resolve(name + ".queries.npy")),
          ids.longs(0, Math.toIntExact(ids.rows())),
          distances);
    }
  }

  void write(Path folder) throws IOException {
    VectorFileWriter.writeAll(folder.resolve(name + ".queries.npy"), queries);
    VectorFileWriter.writeAll(folder.resolve(name + ".distances.npy"), distances);
    try (VectorFileWriter out =
        VectorFileWriter.create(
            folder.resolve(name + ".ids.npy"), ElementType.INT64, distances.dimension())) {
      out.write(ids);
    }
  }

  /** How another's answers to the same queries compare; ids may change places where they tie. */
  Comparison compare(FaissCase other) {
    int k = distances.dimension();
    int same = 0;
    double difference = 0;
    double scale = 0;
    for (float distance : distances.values()) {
      scale = Math.max(scale, Math.abs(distance));
    }
    for (int from = 0; from < ids.length; from += k) {
      Map<Long, Float> distanceOf = new HashMap<>();
      for (int i = from; i < from + k; i++) {
        distanceOf.put(other.ids[i], other.distances.values()[i]);
      }
      for (int i = from; i < from + k; i++) {
        float mine = distances.values()[i];
        float theirs = other.distances.values()[i];
        double magnitude = Math.max(Math.abs(mine), scale / 1000);
        difference = Math.max(difference, Math.abs(mine - theirs) / magnitude);
        // A neighbour the other does not name ties with the other's last one.
        float last = other.distances.values()[from + k - 1];
        float named = distanceOf.getOrDefault(ids[i], last);
        if (Math.abs(mine - named) <= TOLERANCE * magnitude) {
          same++;
        }
      }
    }
    return new Comparison((double) same / ids.length, difference);
  }
}
