package io.nearfield.connect.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import io.nearfield.connect.api.NearfieldException;
import java.nio.file.Path;

/**
 * How long a two-tower model wants its texts.
 *
 * <p>CLIP reads a text from left to right and takes its vector at the text's end, so that padding
 * changes nothing and is left out. It is done where the graph takes one length only, where {@code
 * tokenizer.json} names one, and for SigLIP, which was trained so.
 */
final class TowerPadding {

  private final Path folder;
  private final boolean whole;
  private final JsonFile tokenizer;

  private TowerPadding(Path folder, boolean whole, JsonFile tokenizer) {
    this.folder = folder;
    this.whole = whole;
    this.tokenizer = tokenizer;
  }

  /** {@code whole}: every text is filled up to the most that is kept. */
  static TowerPadding read(Path folder, boolean whole) {
    return new TowerPadding(
        folder, whole, JsonFile.readIfPresent(folder.resolve("tokenizer.json")));
  }

  /**
   * The settings of one side of the model: cut and padded as it wants, of length 1.
   *
   * @param fixed the length that the graph takes, or -1
   */
  TextSettings apply(TextSettings settings, int fixed) {
    int most = fixed > 0 ? Math.min(fixed, settings.maxTokens()) : settings.maxTokens();
    int length = fixed > 0 ? fixed : whole ? most : Math.min(most, named());
    return new TextSettings(
        settings.pooling(),
        true,
        most,
        settings.lowerCase(),
        settings.prompts(),
        length > 0 ? new TextPadding(length, padId()) : null);
  }

  /** The length that the tokenizer names, or 0. */
  private int named() {
    JsonNode padding = tokenizer.root().path("padding");
    if (!padding.path("strategy").has("Fixed")) {
      return 0;
    }
    if (padding.path("direction").asText("Right").equals("Left")) {
      throw new NearfieldException(
          "Cannot use '"
              + tokenizer.path()
              + "': its 'padding' is on the left, which is not known here");
    }
    return padding.path("strategy").path("Fixed").asInt();
  }

  private long padId() {
    JsonNode id = tokenizer.root().path("padding").path("pad_id");
    if (id.isNumber()) {
      return id.longValue();
    }
    JsonFile config = JsonFile.readIfPresent(folder.resolve("tokenizer_config.json"));
    JsonNode token = config == null ? null : config.value("pad_token");
    String word = token == null ? null : token.path("content").asText(token.asText());
    Long found = word == null ? null : idOf(word);
    if (found == null) {
      throw new NearfieldException(
          "Cannot use model folder '"
              + folder
              + "': its texts are padded, but by which token is unknown; save tokenizer_config.json"
              + " with its 'pad_token' there");
    }
    return found;
  }

  private Long idOf(String word) {
    for (JsonNode added : tokenizer.root().path("added_tokens")) {
      if (added.path("content").asText().equals(word)) {
        return added.path("id").longValue();
      }
    }
    JsonNode vocabulary = tokenizer.root().path("model").path("vocab");
    if (vocabulary.isObject()) {
      return vocabulary.has(word) ? vocabulary.get(word).longValue() : null;
    }
    for (int i = 0; i < vocabulary.size(); i++) {
      if (vocabulary.get(i).path(0).asText().equals(word)) {
        return (long) i;
      }
    }
    return null;
  }
}
