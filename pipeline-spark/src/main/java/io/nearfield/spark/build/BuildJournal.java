package io.nearfield.spark.build;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Run;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.run.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Notes each build among the dataset's runs, and knows from them what the active one came from. */
final class BuildJournal {

  private final Lake lake;
  private final IndexRef index;
  private final Instant started;
  private Map<String, String> config;
  private Generation begun;

  BuildJournal(Lake lake, BuildOptions options, Instant started) {
    this.lake = lake;
    this.index = options.index();
    this.started = started;
    this.config = BuildInputs.optionsOf(options);
  }

  /** All that decides the generation, once it is known; until then there are only the options. */
  void decided(Map<String, String> all) {
    config = all;
  }

  /** The generation that is being built. */
  void begun(Generation generation) {
    begun = generation;
  }

  /** Notes a build that was refused or failed, if the dataset is there to note it in. */
  void failed(Throwable why) {
    try {
      if (lake.datasetExists(index.dataset())) {
        note(begun, String.valueOf(why.getMessage()));
      }
    } catch (RuntimeException e) {
      why.addSuppressed(e); // the build's own failure is the one to tell
    }
  }

  /** Whether {@code active} was built from the same inputs with the same options. */
  boolean upToDate(Generation active) {
    List<Run> runs = lake.runs(index.dataset());
    return runs.stream()
        .anyMatch(
            run ->
                run.type().equals("build")
                    && run.target().equals(index.name())
                    && run.state().equals("SUCCEEDED")
                    && run.figures().getOrDefault("generation", -1.0) == active.number()
                    && run.config().equals(config));
  }

  /** Notes how a build ended; {@code message} says why it failed, or is null. */
  void note(Generation generation, String message) {
    Instant now = Instant.now();
    Map<String, Double> figures = new TreeMap<>();
    figures.put("seconds", Duration.between(started, now).toMillis() / 1000.0);
    if (generation != null) {
      figures.put("generation", (double) generation.number());
      figures.put("entries", (double) generation.entries());
      figures.put("partitions", (double) generation.partitions());
      figures.put("cells", (double) generation.spec().cells());
      figures.put("nprobe", (double) generation.nprobe());
      figures.put("rerank-factor", (double) generation.rerankFactor());
      if (!Double.isNaN(generation.recall())) {
        figures.put("recall-at-10", generation.recall());
        figures.put("recall-low", generation.recallLow());
        figures.put("recall-high", generation.recallHigh());
        figures.put("graded-queries", (double) generation.gradedQueries());
      }
    }
    lake.append(
        index.dataset(),
        new Run(
            RunRecord.idOf(started),
            "build",
            index.name(),
            message == null ? "SUCCEEDED" : "FAILED",
            config,
            figures,
            message,
            started,
            now));
  }
}
