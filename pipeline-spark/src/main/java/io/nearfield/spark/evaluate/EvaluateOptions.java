package io.nearfield.spark.evaluate;

import io.nearfield.connect.api.IndexRef;
import java.util.List;

/**
 * What is asked of an index, and how. Start from {@link #of}.
 *
 * @param index which index; null until it is found, see {@code withIndex}
 * @param queries a file or table of queries, see {@code BatchSearchAction.queries}; null to ask by
 *     sampled entries of the index itself
 * @param sample how many of its own entries ask, or how many queries of the file are taken at most
 * @param nprobes the numbers of probed cells; empty for a ladder up to all
 * @param rerankFactors the re-rank factors; empty for a ladder
 */
public record EvaluateOptions(
    IndexRef index,
    String queries,
    int sample,
    List<Integer> nprobes,
    List<Integer> rerankFactors) {

  /** So many entries ask unless said otherwise. */
  public static final int DEFAULT_SAMPLE = 200;

  public static final int MAX_SAMPLE = 10_000;

  public EvaluateOptions {
    if (sample < 1 || sample > MAX_SAMPLE) {
      throw new IllegalArgumentException(
          "Cannot evaluate with %d queries: it must be from 1 to %,d (--sample)"
              .formatted(sample, MAX_SAMPLE));
    }
    nprobes = List.copyOf(nprobes);
    rerankFactors = List.copyOf(rerankFactors);
    if (nprobes.stream().anyMatch(nprobe -> nprobe < 1)) {
      throw new IllegalArgumentException(
          "Cannot evaluate nprobe %s: each must be at least 1 (--nprobe)".formatted(nprobes));
    }
    if (rerankFactors.stream().anyMatch(factor -> factor < 0)) {
      throw new IllegalArgumentException(
          "Cannot evaluate re-rank factors %s: each must be at least 0 (--rerank)"
              .formatted(rerankFactors));
    }
  }

  /** Sampled entries over the usual grid. */
  public static EvaluateOptions of(IndexRef index) {
    return new EvaluateOptions(index, null, DEFAULT_SAMPLE, List.of(), List.of());
  }

  public EvaluateOptions withQueries(String newQueries) {
    return new EvaluateOptions(index, newQueries, sample, nprobes, rerankFactors);
  }

  public EvaluateOptions withSample(int newSample) {
    return new EvaluateOptions(index, queries, newSample, nprobes, rerankFactors);
  }

  public EvaluateOptions withNprobes(List<Integer> newNprobes) {
    return new EvaluateOptions(index, queries, sample, newNprobes, rerankFactors);
  }

  public EvaluateOptions withRerankFactors(List<Integer> newFactors) {
    return new EvaluateOptions(index, queries, sample, nprobes, newFactors);
  }

  /** The same for an index that was found meanwhile. */
  public EvaluateOptions withIndex(IndexRef found) {
    return new EvaluateOptions(found, queries, sample, nprobes, rerankFactors);
  }
}
