package io.nearfield.spark.features;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.onnx.Models;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A feature set and the one beside it that another model fills. The old one serves until indexes
 * are flipped to generations that were built from the new one; both stay, so that indexes can be
 * flipped back.
 *
 * @param from the set that serves
 * @param location where the new model is opened from
 * @param model the new model
 */
public record ModelMove(FeatureSet from, String location, ModelIdentity model) {

  /** The note in the new set that says which it takes the place of. */
  static final String FOLLOWS = "nearfield.follows";

  private static final int HASH_DIGITS = 8;
  private static final int LONGEST_NAME = 63;

  /**
   * @param to the new model: a built-in one's name or a model folder
   * @throws NearfieldException if the set is of that model already
   */
  public static ModelMove of(Lake lake, String dataset, String featureSet, String to) {
    FeatureSet from = lake.requireFeatureSet(dataset, featureSet);
    String location = Models.absolute(to);
    ModelIdentity model = Models.identity(location);
    if (model.hash().equals(from.model().hash())) {
      throw new NearfieldException(
          "Cannot move feature set '%s' of dataset '%s' to model %s: it is of that model already (--to)"
              .formatted(featureSet, dataset, model.shortForm()));
    }
    return new ModelMove(from, location, model);
  }

  /** The name of the set beside it: its own and the first digits of the model's hash. */
  public String name() {
    String end = "-" + model.hash().substring(0, HASH_DIGITS);
    String begin = from.name();
    return begin.substring(0, Math.min(begin.length(), LONGEST_NAME - end.length())) + end;
  }

  /** The set beside it as it is to be. */
  FeatureSet wanted() {
    Map<String, String> notes = new HashMap<>(from.metadata());
    notes.put(FOLLOWS, from.name());
    return from.withName(name()).withModel(model, location).describedBy(from.setType(), notes);
  }

  /**
   * The set beside it.
   *
   * @throws NearfieldException if nothing was backfilled yet
   */
  FeatureSet target(Lake lake) {
    return lake.featureSet(from.dataset(), name())
        .orElseThrow(
            () ->
                new NearfieldException(
                    "Cannot find feature set '%s' of dataset '%s', which model %s fills: run 'nearfield migrate backfill' first"
                        .formatted(name(), from.dataset(), model.shortForm())));
  }

  /** The indexes whose active generation was built from a set. */
  static List<IndexRef> servedBy(Lake lake, FeatureSet set) {
    List<IndexRef> served = new ArrayList<>();
    for (IndexRef ref : lake.indexes(set.dataset())) {
      if (lake.index(ref)
          .active()
          .map(Generation::featureSet)
          .filter(set.name()::equals)
          .isPresent()) {
        served.add(ref);
      }
    }
    return served;
  }
}
