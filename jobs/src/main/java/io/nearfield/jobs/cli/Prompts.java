package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.onnx.Models;
import java.util.Set;

/**
 * By what a feature set can be searched beside vectors and entities.
 *
 * @param text whether by words
 * @param image whether by pictures
 */
record Prompts(boolean text, boolean image) {

  private static final Prompts NONE = new Prompts(false, false);

  /** What to look for in a list. */
  enum Kind {
    TEXT,
    IMAGE,
    NONE
  }

  /** None for imported vectors, and where the model's folder is gone. */
  static Prompts of(FeatureSet set) {
    if (set == null || set.modelLocation() == null) {
      return NONE;
    }
    try {
      Set<Class<? extends Content>> accepted = Models.accepts(set.modelLocation());
      return new Prompts(
          accepted.contains(Content.Text.class), accepted.contains(Content.Image.class));
    } catch (NearfieldException e) {
      return NONE;
    }
  }

  boolean is(Kind kind) {
    return switch (kind) {
      case TEXT -> text;
      case IMAGE -> image;
      case NONE -> !text && !image;
    };
  }

  @Override
  public String toString() {
    return text && image ? "text, image" : text ? "text" : image ? "image" : "";
  }
}
