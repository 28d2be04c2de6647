package io.nearfield.benchmarks.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.benchmarks.data.Dataset;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/** FAISS, in a process of its own that holds the same vectors. */
public final class FaissSide implements Side {

  private final FaissProcess process;
  private final Path cache;
  private final int iterations;
  private final int threads;

  /**
   * Takes the process over and lets it read the vectors.
   *
   * @param cache where indexes are kept between runs; null keeps none
   * @param iterations Lloyd iterations for the cells
   * @param threads for building
   */
  public FaissSide(FaissProcess process, Dataset data, Path cache, int iterations, int threads) {
    this.process = process;
    this.cache = cache;
    this.iterations = iterations;
    this.threads = threads;
    process.ask(
        "load",
        o -> o.put("folder", data.folder().toString()).put("queries", data.queries().rows()));
  }

  @Override
  public String name() {
    return "FAISS " + process.version();
  }

  @Override
  public boolean margins() {
    return false;
  }

  @Override
  public Built build(String spec) {
    JsonNode told =
        process.ask(
            "build",
            o ->
                o.put("spec", spec)
                    .put("cache", cache == null ? "" : cache.toString())
                    .put("threads", threads)
                    .put("iterations", iterations));
    return new Built(
        told.get("train").asDouble(),
        told.get("add").asDouble(),
        // In its favour: the tables that it computes beside some indexes are not counted.
        told.get("bytes").asLong(),
        told.get("peak").asLong(),
        0);
  }

  @Override
  public long[] search(Setting setting, Part part, int threads) {
    JsonNode ids = process.ask("search", asking(setting, part, threads)).get("ids");
    return longs(ids);
  }

  @Override
  public Rate batch(Setting setting, Part part, int threads, double seconds) {
    JsonNode told =
        process.ask(
            "batch", asking(setting, part, threads).andThen(o -> o.put("seconds", seconds)));
    return new Rate(told.get("queries").asLong(), told.get("seconds").asDouble());
  }

  @Override
  public long[] single(Setting setting) {
    return longs(
        process
            .ask(
                "single",
                o -> {
                  o.set("setting", json(o, setting));
                  o.put("k", K);
                })
            .get("nanos"));
  }

  private static Consumer<ObjectNode> asking(Setting setting, Part part, int threads) {
    return o -> {
      o.set("setting", json(o, setting));
      o.put("k", K).put("part", part.name().toLowerCase(Locale.ROOT)).put("threads", threads);
    };
  }

  private static ObjectNode json(ObjectNode parent, Setting setting) {
    return parent.objectNode().put("nprobe", setting.nprobe()).put("rerank", setting.rerank());
  }

  private static long[] longs(JsonNode array) {
    long[] values = new long[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asLong();
    }
    return values;
  }

  @Override
  public void drop() {
    process.ask("drop", o -> {});
  }

  @Override
  public void close() {
    process.close();
  }
}
