package io.nearfield.connect.lookup;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.TrainedIndex;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Turns what a lookup asks for into a vector that may be compared with the index's. */
final class QueryVectors {

  private final Lake lake;
  private final IndexTable index;
  private final Generation generation;
  private final TrainedIndex trained;
  private final EntityVectors entities;
  private final Function<FeatureSet, EmbeddingModel> models;
  private EmbeddingModel model;

  QueryVectors(
      Lake lake,
      IndexTable index,
      Generation generation,
      TrainedIndex trained,
      EntityVectors entities,
      Function<FeatureSet, EmbeddingModel> models) {
    this.lake = lake;
    this.index = index;
    this.generation = generation;
    this.trained = trained;
    this.entities = entities;
    this.models = models;
  }

  /**
   * A query ready for the search.
   *
   * @param prepared row of the index's dimension, prepared for its metric
   * @param selves the entities whose vectors it is made of, to be left out of the answer
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Query(float[] prepared, Set<String> selves) {

    static Query of(float[] prepared) {
      return new Query(prepared, Set.of());
    }
  }

  Query resolve(Lookup.Query query) {
    if (query instanceof Lookup.ByVector by) {
      return Query.of(prepare(by.vector()));
    }
    if (query instanceof Lookup.ByEntity by) {
      float[] vector = entities.of(Set.of(by.entityId())).get(by.entityId());
      return new Query(vector, Set.of(by.entityId()));
    }
    if (query instanceof Lookup.ByEntities by) {
      if (by.combine() == Lookup.Combine.EACH) {
        throw new IllegalArgumentException(
            "Cannot give one answer to a lookup for each of several entities: combine them by mean,"
                + " or ask for each (combine)");
      }
      float[] mean = MeanVector.of(entities.of(by.ids()).values());
      return new Query(prepare(mean), Set.copyOf(by.ids()));
    }
    if (query instanceof Lookup.ByText by) {
      return Query.of(embed(new Content.Text(by.text())));
    }
    if (query instanceof Lookup.ByImage by) {
      return Query.of(embed(picture(by.bytes())));
    }
    if (query instanceof Lookup.ByDocument by) {
      return Query.of(document(by));
    }
    throw new IncompatibleException(
        "Cannot look up by bits in index '"
            + index.ref()
            + "': its vectors are numbers, compared by "
            + trained.metric()
            + "; give a vector (vector)");
  }

  /** One query for each of several entities, in their order. */
  Map<String, float[]> resolveEach(Collection<String> ids) {
    return entities.of(ids);
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

  private float[] document(Lookup.ByDocument by) {
    if (DocumentPassages.isPicture(by.mediaType())) {
      return embed(picture(by.bytes()));
    }
    List<Content> passages = DocumentPassages.of(by);
    requireAccepted(passages.get(0));
    return prepare(MeanVector.of(model().embed(passages)));
  }

  private static Content picture(byte[] bytes) {
    if (bytes == null || bytes.length == 0) {
      throw new IllegalArgumentException("Cannot look up an empty picture");
    }
    return new Content.Image(bytes);
  }

  private float[] embed(Content content) {
    requireAccepted(content);
    return prepare(model().embed(content));
  }

  private void requireAccepted(Content content) {
    if (!model().accepts(content.getClass())) {
      throw new IncompatibleException(
          "Cannot look up by "
              + (content instanceof Content.Text ? "text" : "picture")
              + " in index '"
              + index.ref()
              + "': its model "
              + model().identity().shortForm()
              + " takes no such content");
    }
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
