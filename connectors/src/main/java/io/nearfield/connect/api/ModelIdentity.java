package io.nearfield.connect.api;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/**
 * Which model made a vector. Two vectors may be compared only if their identities are equal.
 *
 * @param name for people, such as {@code all-minilm-l6-v2-q}
 * @param hash SHA-256, lower-case hex, over all that decides the vector: model file, tokenizer,
 *     pooling, normalisation, maximum length, preprocessing and dimension
 * @param dimension length of the vectors
 */
public record ModelIdentity(String name, String hash, int dimension) implements Serializable {

  /** Identity of vectors that somebody else computed and that were only imported. */
  public static ModelIdentity imported(int dimension) {
    return new ModelIdentity("imported", "imported-" + dimension, dimension);
  }

  /**
   * Identity of vectors that somebody else computed with a model that is known by name only: the
   * same name and dimension are the same model.
   */
  public static ModelIdentity imported(String name, int dimension) {
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("Cannot use a blank model name; give --model-name");
    }
    return new ModelIdentity(
        name,
        Hashes.sha256(("imported\n" + name + "\n" + dimension).getBytes(StandardCharsets.UTF_8)),
        dimension);
  }

  /** The name and the first twelve digits of the hash: {@code all-minilm-l6-v2-q@1a2b3c4d5e6f}. */
  public String shortForm() {
    return name + "@" + hash.substring(0, Math.min(12, hash.length()));
  }

  /**
   * Refuses a comparison of vectors of two models.
   *
   * @param where what the other identity belongs to, for the message: {@code "index 'shop'"}
   * @throws IncompatibleException if the identities differ
   */
  public void requireSame(ModelIdentity other, String where) {
    if (!hash.equals(other.hash) || dimension != other.dimension) {
      throw new IncompatibleException(
          "Cannot compare vectors of model "
              + shortForm()
              + " (dimension "
              + dimension
              + ") with "
              + where
              + ", made by "
              + other.shortForm()
              + " (dimension "
              + other.dimension
              + "); give the same --model");
    }
  }
}
