package io.nearfield.benchmarks;

import io.nearfield.benchmarks.data.Dataset;
import io.nearfield.benchmarks.pairs.AllPairs;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.search.Answer;
import io.nearfield.index.search.SearchRequest;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pairs}: each vector's nearest among all, beside exact search for every one. */
@Command(
    name = "pairs",
    description = {
      "Finds the nearest of every vector among all others, cell by cell as 'nearfield neighbours'",
      "does, in turns with exact search by blocked products on the same cores."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: benchmarks/run pairs --size 100k -k 10 --recall 0.95"})
final class PairsCommand implements Callable<Integer> {

  @Mixin private Console console;
  @Mixin private DataOptions data;

  @Option(names = "-k", defaultValue = "10", description = "neighbours (default: ${DEFAULT-VALUE})")
  private int k;

  @Option(
      names = "--recall",
      defaultValue = "0.95",
      description = "the least share to be found (default: ${DEFAULT-VALUE})")
  private double recall;

  @Option(
      names = "--cells",
      defaultValue = "0",
      description = "cells; 0 for four times the root of the number of vectors, as a power of two")
  private int cells;

  @Option(names = "--threads", defaultValue = "0", description = "threads; 0 for all cores")
  private int threads;

  @Option(names = "--rounds", defaultValue = "2", description = "turns (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--exact-queries",
      defaultValue = "0",
      description = {
        "searches exactly for so many of the vectors alone and multiplies the time, which grows",
        "with their number; 0 for all (default: ${DEFAULT-VALUE})"
      })
  private int exactQueries;

  @Override
  public Integer call() throws Exception {
    Dataset vectors = data.read(console);
    int workers = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    int n = vectors.base().rows();
    int wanted = cells == 0 ? Integer.highestOneBit((int) (4 * Math.sqrt(n))) : cells;
    Markdown table =
        new Markdown("way", "seconds", "ratio", "recall@" + k, "nprobe", "pairs compared");
    VectorIndex all = flat(vectors.base(), workers);
    for (int round = 0; round < rounds; round++) {
      console.progress("exact search, turn " + (round + 1));
      int asked = exactQueries == 0 ? n : Math.min(exactQueries, n);
      long begun = System.nanoTime();
      int[] truth = exact(all, vectors.base().slice(0, asked), workers);
      double exact = seconds(begun) * n / asked;
      table.row("exact", number(exact), "1.00", "1.000", "", "%,d".formatted((long) n * n));

      console.progress("cell by cell, turn " + (round + 1));
      begun = System.nanoTime();
      TrainedIndex trained =
          IndexTrainer.train(
              vectors.train(),
              IndexSpec.parse("IVF" + wanted + ",Flat"),
              Metric.EUCLIDEAN,
              new TrainingParams(1, TrainingParams.defaults().iterations(), workers),
              TrainingListener.SILENT);
      double training = seconds(begun);
      begun = System.nanoTime();
      AllPairs pairs = AllPairs.of(trained, vectors.base(), k, workers);
      int nprobe = pairs.chooseNprobe(recall);
      AllPairs.Found found = pairs.join(nprobe);
      double joining = seconds(begun);
      String share = String.format(Locale.ROOT, "%.3f", share(truth, found.neighbours()));
      String compared = "%,d".formatted(found.compared());
      table.row(
          "assigned and joined",
          number(joining),
          number(exact / joining),
          share,
          Integer.toString(nprobe),
          compared);
      table.row(
          "and trained before",
          number(training + joining),
          number(exact / (training + joining)),
          share,
          Integer.toString(nprobe),
          compared);
    }
    console.out(
        "%,d vectors of %d dimensions, k = %d, %d cells, %d threads"
            .formatted(n, vectors.dimension(), k, wanted, workers));
    console.out("");
    table.lines().forEach(console::out);
    return 0;
  }

  /** The k nearest of each row but itself, by exact search. Layout: (rows, k). */
  private int[] exact(VectorIndex index, VectorBatch asked, int workers) {
    List<Answer> answers = index.searchAll(asked, SearchRequest.nearest(k + 1).exactly(), workers);
    int[] nearest = new int[asked.rows() * k];
    for (int row = 0; row < asked.rows(); row++) {
      int at = 0;
      for (long id : answers.get(row).ids()) {
        if (id != row && at < k) {
          nearest[row * k + at++] = (int) id;
        }
      }
    }
    return nearest;
  }

  private static VectorIndex flat(VectorBatch base, int workers) {
    TrainedIndex flat =
        IndexTrainer.train(
            base.slice(0, 1),
            IndexSpec.parse("Flat"),
            Metric.EUCLIDEAN,
            TrainingParams.defaults(),
            TrainingListener.SILENT);
    return VectorIndex.build(flat, LongStream.range(0, base.rows()).toArray(), base, workers);
  }

  private double share(int[] truth, int[] found) {
    long hits = 0;
    for (int row = 0; row < truth.length / k; row++) {
      for (int i = row * k; i < (row + 1) * k; i++) {
        for (int j = row * k; j < (row + 1) * k; j++) {
          hits += truth[i] == found[j] ? 1 : 0;
        }
      }
    }
    return hits / (double) truth.length;
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
