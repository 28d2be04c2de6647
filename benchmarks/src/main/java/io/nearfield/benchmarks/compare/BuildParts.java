package io.nearfield.benchmarks.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.nearfield.benchmarks.data.Dataset;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.kmeans.KMeans;
import io.nearfield.index.kmeans.KMeansModel;
import io.nearfield.index.kmeans.KMeansParams;
import io.nearfield.index.opq.OpqModel;
import io.nearfield.index.opq.OpqParams;
import io.nearfield.index.opq.OpqTrainer;
import io.nearfield.index.pq.PqParams;
import io.nearfield.index.pq.PqTrainer;
import io.nearfield.index.pq.ProductQuantizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The steps of building, one by one, ours and those of FAISS. */
public final class BuildParts implements AutoCloseable {

  /** One line of the table. */
  public record Work(String name, String ours, String theirs, String ratio, String quality) {}

  private final Dataset data;
  private final FaissProcess faiss; // null when there is none
  private final int threads;
  private final Consumer<String> progress;

  /** Takes {@code faiss} over; it may be null. */
  public BuildParts(Dataset data, FaissProcess faiss, int threads, Consumer<String> progress) {
    this.data = data;
    this.faiss = faiss;
    this.threads = threads;
    this.progress = progress;
    if (faiss != null) {
      faiss.ask(
          "load",
          o -> o.put("folder", data.folder().toString()).put("queries", data.queries().rows()));
    }
  }

  /** Lloyd on all training vectors, against both of FAISS's ways. */
  public List<Work> kmeans(int k, int iterations) {
    KMeansParams params = KMeansParams.of(k).withIterations(iterations).withThreads(threads);
    progress.accept("k-means");
    long begun = System.nanoTime();
    KMeansModel model = KMeans.cluster(data.train(), params);
    double seconds = (System.nanoTime() - begun) / 1e9;
    String quality =
        "objective %.4g, longest %.2f of the mean".formatted(objective(model), longest(model));
    String name =
        "k-means %d x %,d x %d, %d iterations"
            .formatted(k, data.train().rows(), data.dimension(), iterations);
    List<Work> work = new ArrayList<>();
    if (faiss == null) {
      work.add(new Work(name, seconds(seconds), "", "", quality));
      return work;
    }
    for (String kind : List.of("Clustering", "SuperKMeans")) {
      progress.accept("FAISS " + kind);
      JsonNode told =
          faiss.ask(
              "kmeans",
              o ->
                  o.put("k", k)
                      .put("iterations", iterations)
                      .put("threads", threads)
                      .put("kind", kind.equals("Clustering") ? "plain" : "super"));
      if (told.has("absent")) {
        progress.accept(told.get("absent").asText());
        continue;
      }
      String theirs =
          "; objective %.4g, longest %.2f of the mean, %d empty"
              .formatted(
                  told.get("objective").asDouble(),
                  told.get("longest").asDouble(),
                  told.get("empty").asInt());
      double other = told.get("seconds").asDouble();
      work.add(
          new Work(
              name + ": " + kind,
              seconds(seconds),
              seconds(other),
              ratio(other / seconds),
              quality + theirs));
    }
    return work;
  }

  private double objective(KMeansModel model) {
    VectorBatch rows = data.train();
    VectorBatch centroids = model.centroids().rows();
    double sum = 0;
    for (int i = 0; i < rows.rows(); i++) {
      sum += squaredDistance(rows, i, centroids, model.assignment()[i]);
    }
    return sum;
  }

  private static double squaredDistance(VectorBatch a, int i, VectorBatch b, int j) {
    return VectorKernels.squaredL2(
        a.values(), i * a.dimension(), b.values(), j * b.dimension(), a.dimension());
  }

  private static double longest(KMeansModel model) {
    int[] sizes = new int[model.centroids().count()];
    int most = 0;
    for (int cell : model.assignment()) {
      most = Math.max(most, ++sizes[cell]);
    }
    return most * (double) sizes.length / model.assignment().length;
  }

  /** The codebook of 8-bit product codes, an eighth as many parts as dimensions. */
  public List<Work> codebook(int most, int iterations) {
    VectorBatch rows = firstTraining(most);
    PqParams params =
        PqParams.of(data.dimension() / 8).withIterations(iterations).withThreads(threads);
    progress.accept("codebook");
    long begun = System.nanoTime();
    ProductQuantizer quantizer = PqTrainer.train(rows, params);
    double seconds = (System.nanoTime() - begun) / 1e9;
    return quantizer("pq", "PQ%d", rows, params, iterations, seconds, error(rows, quantizer));
  }

  /** The rotation before product codes, and the codebook behind it. */
  public List<Work> rotation(int most, int iterations) {
    VectorBatch rows = firstTraining(most);
    int m = data.dimension() / 8;
    PqParams params = PqParams.of(m).withIterations(iterations).withThreads(threads);
    progress.accept("rotation");
    long begun = System.nanoTime();
    OpqModel model = OpqTrainer.train(rows, OpqParams.of(m).withQuantizer(params));
    double seconds = (System.nanoTime() - begun) / 1e9;
    VectorBatch rotated = Rotated.rows(rows, model.rotation());
    double error = error(rotated, ProductQuantizer.of(model.codebook(), m, params.bits()));
    return quantizer("opq", "OPQ%1$d and PQ%1$d", rows, params, iterations, seconds, error);
  }

  private List<Work> quantizer(
      String kind,
      String name,
      VectorBatch rows,
      PqParams params,
      int iterations,
      double seconds,
      double error) {
    String title =
        (name + " on %2$,d, %3$d iterations")
            .replace("PQ%d", "PQ%1$d")
            .formatted(params.subQuantizers(), rows.rows(), iterations);
    String quality = String.format(Locale.ROOT, "error %.4f", error);
    if (faiss == null) {
      return List.of(new Work(title, seconds(seconds), "", "", quality));
    }
    progress.accept("FAISS " + kind);
    JsonNode told =
        faiss.ask(
            "quantizer",
            o ->
                o.put("kind", kind)
                    .put("m", params.subQuantizers())
                    .put("bits", params.bits())
                    .put("rows", rows.rows())
                    .put("iterations", iterations)
                    .put("threads", threads));
    double other = told.get("seconds").asDouble();
    return List.of(
        new Work(
            title,
            seconds(seconds),
            seconds(other),
            ratio(other / seconds),
            quality + String.format(Locale.ROOT, "; %.4f", told.get("loss").asDouble())));
  }

  /** Vectors a second: assignment, encoding, adding with both, one at a time, and removal by id. */
  public List<Work> rates(int cells, int iterations, int rows) {
    String spec = "IVF%d,PQ%d".formatted(cells, data.dimension() / 8);
    int count = Math.min(rows, data.base().rows());
    int few = Math.min(5_000, count);
    progress.accept("training %s for the rates".formatted(spec));
    BuildRates ours = new BuildRates(data, spec, count, few, iterations, threads);
    if (faiss != null) {
      progress.accept("FAISS: training %s".formatted(spec));
      faiss.ask(
          "prepare",
          o ->
              o.put("spec", spec)
                  .put("rows", count)
                  .put("few", few)
                  .put("threads", threads)
                  .put("iterations", iterations));
    }
    List<Work> work = new ArrayList<>();
    for (BuildRates.Step step : BuildRates.Step.values()) {
      progress.accept(step.label());
      int used = step.oneThread() ? 1 : threads;
      List<Double> here = new ArrayList<>();
      List<Double> there = new ArrayList<>();
      List<Double> ratios = new ArrayList<>();
      ours.take(step); // warm
      for (int round = 0; round < 3; round++) {
        double our = ours.take(step).perSecond();
        here.add(our);
        if (faiss != null) {
          if (step == BuildRates.Step.REMOVE) {
            faiss.ask("rate", o -> o.put("what", "add").put("threads", threads));
          }
          JsonNode told = faiss.ask("rate", o -> o.put("what", step.order()).put("threads", used));
          double their = told.get("queries").asLong() / told.get("seconds").asDouble();
          there.add(their);
          ratios.add(our / their);
        }
      }
      work.add(
          new Work(
              "%s, %dT, %s".formatted(step.label(), used, spec),
              rate(Percentiles.median(here)),
              there.isEmpty() ? "" : rate(Percentiles.median(there)),
              ratios.isEmpty() ? "" : ratio(Percentiles.median(ratios)),
              ""));
    }
    return work;
  }

  private VectorBatch firstTraining(int most) {
    return data.train().slice(0, Math.min(most, data.train().rows()));
  }

  /** The mean squared distance between rows and what their codes stand for. */
  private static double error(VectorBatch rows, ProductQuantizer quantizer) {
    int d = rows.dimension();
    byte[] codes = new byte[rows.rows() * quantizer.codeSize()];
    quantizer.encodeAll(rows.values(), 0, rows.rows(), codes, 0);
    float[] decoded = new float[d];
    double sum = 0;
    for (int i = 0; i < rows.rows(); i++) {
      quantizer.decode(codes, i * quantizer.codeSize(), decoded, 0);
      sum += squaredDistance(rows, i, new VectorBatch(decoded, d), 0);
    }
    return sum / rows.rows();
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.1f s", value);
  }

  private static String rate(double value) {
    return String.format(Locale.ROOT, "%,.0f/s", value);
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  @Override
  public void close() {
    if (faiss != null) {
      faiss.close();
    }
  }
}
