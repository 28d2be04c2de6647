package io.nearfield.connect.api;

import io.nearfield.index.Metric;
import java.io.Serializable;
import java.util.Map;

/**
 * The description of a set of vectors over one dataset.
 *
 * @param dataset the dataset whose entities it describes
 * @param name unique in the dataset
 * @param metric what near means for these vectors
 * @param model which model made them; its dimension is theirs
 * @param modelLocation where that model was opened from: the name of a built-in model or a folder;
 *     null for imported vectors
 * @param entityType what each vector belongs to
 * @param setType the user's own word for the kind of set, such as {@code clip}; empty if none
 * @param metadata the user's own notes by name
 */
public record FeatureSet(
    String dataset,
    String name,
    Metric metric,
    ModelIdentity model,
    String modelLocation,
    EntityType entityType,
    String setType,
    Map<String, String> metadata)
    implements Serializable {
  public FeatureSet {
    Names.check("dataset", dataset);
    Names.check("feature set", name);
    metric.requireFloats();
    metadata = Map.copyOf(metadata);
  }

  /** A set of items' vectors, with no set type and no metadata. */
  public FeatureSet(
      String dataset, String name, Metric metric, ModelIdentity model, String modelLocation) {
    this(dataset, name, metric, model, modelLocation, EntityType.ITEM, "", Map.of());
  }

  public int dimension() {
    return model.dimension();
  }

  /** The item that an entity of this set is or is a part of. */
  public String itemOf(String entityId) {
    int end = entityType == EntityType.ANNOTATION ? entityId.lastIndexOf('#') : -1;
    return end <= 0 ? entityId : entityId.substring(0, end);
  }

  /** The same set, its vectors made by another model. */
  public FeatureSet withModel(ModelIdentity newModel, String newLocation) {
    return new FeatureSet(
        dataset, name, metric, newModel, newLocation, entityType, setType, metadata);
  }

  public FeatureSet withMetric(Metric newMetric) {
    return new FeatureSet(
        dataset, name, newMetric, model, modelLocation, entityType, setType, metadata);
  }

  public FeatureSet withName(String newName) {
    return new FeatureSet(
        dataset, newName, metric, model, modelLocation, entityType, setType, metadata);
  }

  public FeatureSet withEntityType(EntityType newEntityType) {
    return new FeatureSet(
        dataset, name, metric, model, modelLocation, newEntityType, setType, metadata);
  }

  /** The same set with other words about it. */
  public FeatureSet describedBy(String newSetType, Map<String, String> newMetadata) {
    return new FeatureSet(
        dataset, name, metric, model, modelLocation, entityType, newSetType, newMetadata);
  }
}
