package io.nearfield.connect.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.Metric;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Answers query documents of Dataloop and SuperDuperDB as their users write them. Thread-safe if
 * what it is given is.
 *
 * <pre>{@code
 * Queries queries = new Queries(lake, (index, lookup) -> searcher(index).search(lookup), models);
 * QueryAnswer answer = queries.answer("shop", "{\"like\": {\"text\": \"a chair\"}, ...}");
 * }</pre>
 */
public final class Queries {

  private final Lake lake;
  private final BiFunction<IndexRef, Lookup, Neighbours> search;
  private final Function<String, EmbeddingModel> models;

  /**
   * @param search answers a lookup in an index
   * @param models opens a model by its location; models are not closed here
   */
  public Queries(
      Lake lake,
      BiFunction<IndexRef, Lookup, Neighbours> search,
      Function<String, EmbeddingModel> models) {
    this.lake = lake;
    this.search = search;
    this.models = models;
  }

  /**
   * The answer to a document.
   *
   * @param datasetOrNull where to look; null if the document, or the feature set or semantic index
   *     that it names, tells
   * @throws IllegalArgumentException if the document is not understood; the message says where
   * @throws NearfieldException if something that it names is not there
   */
  public QueryAnswer answer(String datasetOrNull, String document) {
    JsonNode root = Documents.parse(document);
    return DataloopQuery.is(root)
        ? new DataloopAnswers(this).answer(datasetOrNull, DataloopQuery.read(root))
        : new SemanticAnswers(this).answer(datasetOrNull, SemanticQuery.read(root));
  }

  Lake lake() {
    return lake;
  }

  EmbeddingModel model(String location) {
    return models.apply(location);
  }

  Neighbours search(IndexRef index, Lookup lookup) {
    return search.apply(index, lookup);
  }

  /** An index that serves a feature set by this metric, if there is one. */
  Optional<IndexRef> index(FeatureSet set, Metric metric) {
    for (IndexRef ref : lake.indexes(set.dataset())) {
      Optional<Generation> active = lake.index(ref).active();
      if (active.isPresent()
          && active.get().featureSet().equals(set.name())
          && active.get().metric() == metric
          && active.get().model().equals(set.model())) {
        return Optional.of(ref);
      }
    }
    return Optional.empty();
  }

  /**
   * The dataset that is meant: the one that is named, or the only one that has what is asked for.
   */
  String dataset(String given, String what, Function<String, Optional<?>> in) {
    if (given != null) {
      lake.requireDataset(given);
      return given;
    }
    List<String> having =
        lake.datasets().stream().filter(dataset -> in.apply(dataset).isPresent()).toList();
    if (having.size() == 1) {
      return having.get(0);
    }
    throw new NearfieldException(
        "Cannot tell which dataset is asked: "
            + what
            + " is in "
            + (having.isEmpty() ? "none" : String.join(", ", having))
            + "; name it (--dataset, 'datasetId')");
  }
}
