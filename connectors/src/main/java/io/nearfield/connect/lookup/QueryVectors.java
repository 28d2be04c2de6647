package io.nearfield.connect.lookup;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.TrainedIndex;
import java.util.function.Function;

/** Turns what a lookup asks for into a vector that may be compared with the index's. */
final class QueryVectors {

  private final Lake lake;
  private final IndexTable index;
  private final Generation generation;
  private final TrainedIndex trained;
  private final Function<FeatureSet, EmbeddingModel> models;
  private EmbeddingModel model;

  QueryVectors(
      Lake lake,
      IndexTable index,
      Generation generation,
      TrainedIndex trained,
      Function<FeatureSet, EmbeddingModel> models) {
    this.lake = lake;
    this.index = index;
    this.generation = generation;
    this.trained = trained;
    this.models = models;
  }

  /**
   * A query ready for the search.
   *
   * @param prepared row of the index's dimension, prepared for its metric
   * @param self the entity whose vector it is, to be left out of the answer; null for none
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Query(float[] prepared, String self) {
    /** How many hits are needed so that k remain without the entity itself. */
    int wanted(int k) {
      return self == null ? k : k + 1;
    }
  }

  Query resolve(Lookup.Query query) {
    if (query instanceof Lookup.ByVector byVector) {
      return new Query(prepare(byVector.vector()), null);
    }
    if (query instanceof Lookup.ByEntity byEntity) {
      return new Query(vectorOf(byEntity.entityId()), byEntity.entityId());
    }
    if (query instanceof Lookup.ByText byText) {
      return new Query(embed(new Content.Text(byText.text())), null);
    }
    return new Query(embed(picture(((Lookup.ByImage) query).bytes())), null);
  }

  private float[] prepare(float[] vector) {
    if (vector == null || vector.length == 0) {
      throw new IllegalArgumentException(
          "Cannot look up an empty vector in index '" + index.ref() + "'");
    }
    if (vector.length != trained.dimension()) {
      throw new IncompatibleException(
          "Cannot look up a vector of dimension "
              + vector.length
              + " in index '"
              + index.ref()
              + "': its vectors have dimension "
              + trained.dimension()
              + "; use a vector of its model "
              + generation.model().shortForm());
    }
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        throw new IllegalArgumentException(
            "Cannot look up a vector with "
                + vector[i]
                + " at position "
                + i
                + " in index '"
                + index.ref()
                + "': every number must be finite");
      }
    }
    return trained.prepare(vector);
  }

  private float[] vectorOf(String entityId) {
    return index
        .entry(generation.number(), entityId)
        .map(IndexEntry::vector)
        .orElseThrow(
            () ->
                new NearfieldException(
                    "Cannot find entity '"
                        + entityId
                        + "' in index '"
                        + index.ref()
                        + "' (generation "
                        + generation.number()
                        + ", "
                        + generation.entries()
                        + " entries)"));
  }

  private static Content picture(byte[] bytes) {
    if (bytes == null || bytes.length == 0) {
      throw new IllegalArgumentException("Cannot look up an empty picture");
    }
    return new Content.Image(bytes);
  }

  private float[] embed(Content content) {
    EmbeddingModel opened = model();
    if (!opened.accepts(content.getClass())) {
      throw new IncompatibleException(
          "Cannot look up by "
              + (content instanceof Content.Text ? "text" : "picture")
              + " in index '"
              + index.ref()
              + "': its model "
              + opened.identity().shortForm()
              + " takes no such content");
    }
    return prepare(opened.embed(content));
  }

  private synchronized EmbeddingModel model() {
    if (model == null) {
      FeatureSet set = lake.requireFeatureSet(index.ref().dataset(), generation.featureSet());
      if (set.modelLocation() == null) {
        throw new NearfieldException(
            "Cannot embed a lookup in index '"
                + index.ref()
                + "': the vectors of feature set '"
                + set.name()
                + "' were imported; look up by vector or entity id");
      }
      EmbeddingModel opened = models.apply(set);
      opened
          .identity()
          .requireSame(
              generation.model(),
              "index '" + index.ref() + "' (generation " + generation.number() + ")");
      model = opened;
    }
    return model;
  }
}
