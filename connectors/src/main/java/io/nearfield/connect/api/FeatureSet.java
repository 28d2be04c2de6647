package io.nearfield.connect.api;

import io.nearfield.index.Metric;
import java.io.Serializable;

/**
 * The description of a set of vectors over one dataset.
 *
 * @param dataset the dataset whose entities it describes
 * @param name unique in the dataset
 * @param metric what near means for these vectors
 * @param model which model made them; its dimension is theirs
 * @param modelLocation where that model was opened from: the name of a built-in model or a folder;
 *     null for imported vectors
 */
public record FeatureSet(
    String dataset, String name, Metric metric, ModelIdentity model, String modelLocation)
    implements Serializable {
  public FeatureSet {
    Names.check("dataset", dataset);
    Names.check("feature set", name);
    metric.requireFloats();
  }

  public int dimension() {
    return model.dimension();
  }
}
