package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.GenerationFigures;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.jobs.http.endpoint.ShownDataset.ShownAttribute;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * An index as it serves now. What no generation says is null while none is active.
 *
 * @param name unique in its dataset
 * @param dataset its dataset
 * @param featureSet where its vectors are from
 * @param metric what near means
 * @param dimension how many numbers a vector has
 * @param spec how it is built, in FAISS's notation
 * @param model who made the vectors, in short
 * @param prompts what can be asked with
 * @param activeGeneration the number of the generation that answers
 * @param recall how it was graded
 * @param entries how many vectors it holds
 * @param filterColumns what lookups can be filtered by without reading items
 * @param listSizes how many inverted lists are how long: bucket i counts those of i times {@code
 *     listWidth} entries and more
 * @param listWidth how many lengths share a bucket
 */
record ShownIndex(
    String name,
    String dataset,
    String featureSet,
    String metric,
    Integer dimension,
    String spec,
    String model,
    Prompts prompts,
    Long activeGeneration,
    ShownRecall recall,
    Long entries,
    List<ShownAttribute> filterColumns,
    List<Long> listSizes,
    Long listWidth) {

  /** What a model takes. */
  record Prompts(boolean text, boolean image) {}

  /**
   * The grade of a generation.
   *
   * @param value recall@10 against exact search
   * @param low lower end of its interval of 95 %
   * @param high upper end
   * @param target what it had to reach
   * @param queries how many held-out queries it comes from
   */
  record ShownRecall(double value, double low, double high, double target, int queries) {
    static ShownRecall of(Generation generation) {
      return new ShownRecall(
          generation.recall(),
          generation.recallLow(),
          generation.recallHigh(),
          generation.recallTarget(),
          generation.gradedQueries());
    }
  }

  /** One generation of an index. */
  record ShownGeneration(
      long number,
      Generation.State state,
      String spec,
      String metric,
      String featureSet,
      String model,
      long entries,
      int partitions,
      int nprobe,
      int rerankFactor,
      ShownRecall recall,
      Instant createdAt,
      GenerationFigures figures) {

    static ShownGeneration of(Generation generation) {
      return new ShownGeneration(
          generation.number(),
          generation.state(),
          generation.spec().toString(),
          lower(generation.metric()),
          generation.featureSet(),
          generation.model().shortForm(),
          generation.entries(),
          generation.partitions(),
          generation.nprobe(),
          generation.rerankFactor(),
          ShownRecall.of(generation),
          generation.createdAt(),
          generation.figures());
    }
  }

  static ShownIndex idle(IndexRef ref, List<ShownAttribute> columns) {
    return new ShownIndex(
        ref.name(),
        ref.dataset(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        columns,
        null,
        null);
  }

  static ShownIndex of(
      IndexRef ref, Generation active, List<ShownAttribute> columns, Prompts prompts) {
    GenerationFigures.Lists lists = active.figures().lists();
    return new ShownIndex(
        ref.name(),
        ref.dataset(),
        active.featureSet(),
        lower(active.metric()),
        active.model().dimension(),
        active.spec().toString(),
        active.model().shortForm(),
        prompts,
        active.number(),
        ShownRecall.of(active),
        active.entries(),
        columns,
        lists == null ? null : lists.histogram(),
        lists == null ? null : lists.bucketWidth());
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
