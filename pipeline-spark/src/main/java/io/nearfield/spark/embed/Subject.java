package io.nearfield.spark.embed;

import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.image.PictureLimits;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the vectors of a feature set are made from: whole items, or the labelled parts of pictures.
 * A set remembers it, so that later runs go on with the same.
 *
 * @param padding for parts: how much of what is around a box is shown with it, as a fraction of its
 *     sides
 */
public record Subject(EntityType type, double padding) implements Serializable {

  public static final Subject ITEMS = new Subject(EntityType.ITEM, 0);
  public static final double DEFAULT_PADDING = 0.1;

  /** Under which name a set's metadata holds it. */
  private static final String PADDING = "padding";

  public Subject {
    Patches.check(padding);
  }

  public static Subject patches(double padding) {
    return new Subject(EntityType.ANNOTATION, padding);
  }

  /** What a set is made from. */
  public static Subject of(FeatureSet set) {
    if (set.entityType() == EntityType.ITEM) {
      return ITEMS;
    }
    String padding = set.metadata().get(PADDING);
    try {
      return patches(padding == null ? DEFAULT_PADDING : Double.parseDouble(padding));
    } catch (NumberFormatException e) {
      throw new IncompatibleException(
          "Cannot cut patches for feature set '%s': its metadata says padding '%s', which is no number"
              .formatted(set.name(), padding));
    }
  }

  /** A new set that is made from this. */
  FeatureSet describe(FeatureSet set) {
    if (type == EntityType.ITEM) {
      return set.withEntityType(type);
    }
    Map<String, String> metadata = new HashMap<>(set.metadata());
    metadata.put(PADDING, Double.toString(padding));
    return set.withEntityType(type).describedBy(set.setType(), metadata);
  }

  /**
   * Refuses to mix two kinds of vectors in one set.
   *
   * @throws IncompatibleException if the set is made from something else
   */
  void requireOf(FeatureSet set) {
    Subject there = of(set);
    if (!equals(there)) {
      throw new IncompatibleException(
          "Cannot embed %s into feature set '%s': it holds %s; choose another --feature-set"
              .formatted(words(), set.name(), there.words()));
    }
  }

  private String words() {
    return type == EntityType.ITEM ? "items" : "patches with a padding of " + padding;
  }

  /**
   * What of a dataset's items is to be embedded.
   *
   * @param limits how much a picture may ask for
   */
  public Entities of(Dataset<Row> items, PictureLimits limits) {
    return type == EntityType.ITEM
        ? Entities.items(items, limits)
        : Patches.entities(items, padding, limits);
  }
}
