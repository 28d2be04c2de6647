package io.nearfield.index.search;

import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.code.CodeDots;
import io.nearfield.index.kernel.VectorKernels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One query over the entries of one moment. */
final class Search {

  /** An entry and how far it is. */
  private record Found(long id, float distance, int cell, Part part, int slot) {}

  private final Moment moment;
  private final TrainedIndex trained;
  private final Shape shape;
  private final float[] query;
  private final SearchRequest request;
  private final List<Found> found = new ArrayList<>();
  private long scanned;
  private long filtered;
  private long deadOnes;
  private long reranked;

  Search(Moment moment, float[] query, SearchRequest request) {
    this.moment = moment;
    this.trained = moment.trained();
    this.shape = moment.cells().shape();
    this.query = query;
    this.request = request;
  }

  Answer answer() {
    boolean byCodes = trained.codec().isPresent() && !(request.exact() && shape.floats());
    int cells = moment.cells().count();
    boolean all = request.exact() || request.nprobe() >= cells;
    CodeDots dots = byCodes ? trained.codec().orElseThrow().dots(query) : null;
    int probed = 0;
    boolean everything = true;
    for (int cell : trained.probe(query, cells)) {
      boolean enough = !all && probed >= request.nprobe();
      if (enough && (request.ranged() || found.size() >= request.k())) {
        everything = false;
        break;
      }
      Cell list = moment.cell(cell);
      if (list.living() > 0) {
        scan(cell, list, dots);
        probed++;
      }
    }
    if (byCodes && shape.floats() && request.rerankFactor() > 0) {
      found.sort(order());
      long most = Math.min(found.size(), (long) request.k() * request.rerankFactor());
      List<Found> candidates = new ArrayList<>(found.subList(0, (int) most));
      found.clear();
      for (Found one : candidates) {
        found.add(new Found(one.id(), distance(one), one.cell(), one.part(), one.slot()));
        reranked++;
      }
    }
    if (request.ranged()) {
      found.removeIf(one -> one.distance() > request.radius());
    }
    found.sort(order());
    int size = Math.min(found.size(), request.k());
    String reason = "";
    if (request.ranged() && found.size() > size) {
      reason = "more than %d entries are within the radius".formatted(size);
    } else if (request.ranged() && !everything) {
      reason = "%d of %d cells were looked into".formatted(probed, cells);
    }
    long[] ids = new long[size];
    float[] distances = new float[size];
    for (int i = 0; i < size; i++) {
      ids[i] = found.get(i).id();
      distances[i] = found.get(i).distance();
    }
    return new Answer(
        ids,
        distances,
        reason.isEmpty(),
        reason,
        new SearchTrace(probed, scanned, filtered, deadOnes, reranked, 0, 0, 0, 0));
  }

  private Comparator<Found> order() {
    Comparator<Found> byDistance = (a, b) -> Float.compare(a.distance(), b.distance());
    return (request.order() == SearchRequest.Order.FARTHEST ? byDistance.reversed() : byDistance)
        .thenComparingLong(Found::id);
  }

  private void scan(int cell, Cell list, CodeDots dots) {
    for (Part part : list.parts()) {
      float[] distances = new float[part.size];
      if (dots == null) {
        float[] vectors = new float[part.size * query.length];
        part.storage.vectors(0, part.size, vectors, 0);
        Distances.compute(trained.metric(), query, vectors, 0, part.size, distances);
      } else {
        byCodes(cell, part, dots, distances);
      }
      scanned += part.size;
      for (int slot = 0; slot < part.size; slot++) {
        long id = part.storage.id(slot);
        if (!part.exists(slot, moment.version())) {
          deadOnes++;
        } else if (request.filter() != null && !request.filter().test(id)) {
          filtered++;
        } else {
          found.add(new Found(id, distances[slot], cell, part, slot));
        }
      }
    }
  }

  private void byCodes(int cell, Part part, CodeDots dots, float[] distances) {
    byte[] codes = new byte[shape.layout().bytes(part.size)];
    part.storage.codes(0, part.size, codes);
    dots.score(codes, 0, part.size, distances, 0);
    int d = query.length;
    float centre = VectorKernels.dot(query, 0, trained.centroids().values(), cell * d, d);
    float[] biases = new float[part.size];
    if (shape.biased()) {
      part.storage.biases(0, part.size, biases, 0);
    }
    float norm = VectorKernels.dot(query, query);
    for (int i = 0; i < part.size; i++) {
      float dot = centre + distances[i];
      distances[i] =
          trained.metric() == Metric.EUCLIDEAN
              ? (float) Math.sqrt(Math.max(0f, norm - 2 * (dot + biases[i])))
              : Distances.ofDot(trained.metric(), dot);
    }
  }

  private float distance(Found one) {
    float[] vector = new float[query.length];
    one.part().storage.vectors(one.slot(), 1, vector, 0);
    float[] distance = new float[1];
    Distances.compute(trained.metric(), query, vector, 0, 1, distance);
    return distance[0];
  }
}
