package io.nearfield.spark.embed;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.onnx.Models;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The feature set that a run writes to, and the model that it asks for.
 *
 * @param there the set as it is, if it is
 * @param wanted the set as it is to be
 */
record Target(Optional<FeatureSet> there, FeatureSet wanted, ShippedModel model) {

  static Target of(Lake lake, JavaSparkContext context, EmbedOptions options) {
    Optional<FeatureSet> there = lake.featureSet(options.dataset(), options.featureSet());
    if (options.subject() != null) {
      there.ifPresent(options.subject()::requireOf);
    }
    ShippedModel model = ShippedModel.of(context, location(options, there));
    Metric metric = options.metric();
    if (metric == null) {
      metric = there.map(FeatureSet::metric).orElse(Metric.COSINE);
    }
    FeatureSet wanted =
        there
            .orElseGet(() -> fresh(options, model))
            .withModel(model.identity(), model.location())
            .withMetric(metric);
    return new Target(there, wanted, model);
  }

  private static FeatureSet fresh(EmbedOptions options, ShippedModel model) {
    FeatureSet set =
        new FeatureSet(
            options.dataset(),
            options.featureSet(),
            Metric.COSINE,
            model.identity(),
            model.location());
    return options.subject() == null ? set : options.subject().describe(set);
  }

  /** Whether the set is new, or made by this model with this metric. */
  boolean fits() {
    return there.isEmpty()
        || (there.get().model().hash().equals(wanted.model().hash())
            && there.get().metric() == wanted.metric());
  }

  /** Why a set that does not fit is refused. */
  IncompatibleException otherModel() {
    FeatureSet old = there.orElseThrow();
    return new IncompatibleException(
        "Cannot embed into feature set '"
            + old.name()
            + "' of dataset '"
            + old.dataset()
            + "' with "
            + wanted.model().shortForm()
            + " and "
            + wanted.metric()
            + ": it was made by "
            + old.model().shortForm()
            + " with "
            + old.metric()
            + "; choose another --feature-set, or embed everything anew with --replace-model");
  }

  private static String location(EmbedOptions options, Optional<FeatureSet> there) {
    String location = options.model();
    if (location == null && there.isPresent()) {
      location = there.get().modelLocation();
      if (location == null) {
        throw new NearfieldException(
            "Cannot embed into feature set '"
                + options.featureSet()
                + "': its vectors were imported, so no model is known; give another --feature-set");
      }
    }
    if (location == null) {
      return Models.DEFAULT_TEXT;
    }
    return ShippedModel.isBuiltIn(location) || location.contains(":")
        ? location
        : Path.of(location).toAbsolutePath().normalize().toString();
  }
}
