package io.nearfield.spark.features;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import java.io.Serializable;

/**
 * Which model the user says made the vectors that are handed in.
 *
 * @param name the model's name; null if nothing is said
 * @param hash its hash, or the beginning of it; null if nothing is said
 */
public record ModelClaim(String name, String hash) implements Serializable {

  public static final ModelClaim NONE = new ModelClaim(null, null);

  private static final int LEAST_HASH = 6;

  /**
   * Refuses vectors of another model. A set that a model of ours writes takes none that are not
   * said to be of that model: two vectors of one length look alike, whoever made them.
   *
   * @throws IncompatibleException if another model is claimed
   * @throws NearfieldException if one must be claimed and is not
   */
  public void check(FeatureSet set) {
    ModelIdentity model = set.model();
    if (name == null && hash == null) {
      if (set.modelLocation() != null) {
        throw new NearfieldException(
            "Cannot add vectors to feature set '%s' of dataset '%s': model %s writes it and nothing says that these are of the same model; if they are, say --model-name %s"
                .formatted(set.name(), set.dataset(), model.shortForm(), model.name()));
      }
      return;
    }
    boolean other = name != null && !name.equals(model.name());
    if (hash != null) {
      other |= hash.length() < LEAST_HASH || !model.hash().startsWith(hash);
    }
    if (other) {
      throw new IncompatibleException(
          "Cannot add vectors of model '%s' to feature set '%s' of dataset '%s': its vectors are of model %s; create another feature set for them"
              .formatted(
                  name == null ? hash : hash == null ? name : name + "@" + hash,
                  set.name(),
                  set.dataset(),
                  model.shortForm()));
    }
  }
}
