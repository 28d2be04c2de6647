package io.nearfield.connect.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import io.nearfield.connect.api.NearfieldException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the small JSON files of a sentence-transformers or Optimum export folder: {@code
 * modules.json}, {@code 1_Pooling/config.json}, {@code sentence_bert_config.json}, {@code
 * tokenizer_config.json}, {@code config.json}, {@code config_sentence_transformers.json}.
 */
final class SentenceTransformersFiles {

  /** A "maximum length" above this is a way of saying that there is none. */
  private static final double NO_LIMIT = 1_000_000;

  private static final Set<String> POSITIONS_AFTER_PADDING =
      Set.of("roberta", "xlm-roberta", "xlm-roberta-xl", "camembert", "mpnet", "longformer");

  private final Path folder;
  private final boolean graphPools;
  private final List<String> notes;

  private String poolingFolder = "1_Pooling";
  private boolean normalize;

  private SentenceTransformersFiles(Path folder, boolean graphPools, List<String> notes) {
    this.folder = folder;
    this.graphPools = graphPools;
    this.notes = notes;
  }

  /**
   * Reads a folder's settings.
   *
   * @param graphPools whether the graph's output is already one vector per text
   * @param notes what was assumed is added here, for people
   */
  static TextSettings read(Path folder, boolean graphPools, List<String> notes) {
    return new SentenceTransformersFiles(folder, graphPools, notes).read();
  }

  private TextSettings read() {
    readModules();
    Prompts prompts = Prompts.read(folder, notes);
    Pooling pooling = readPooling(prompts);
    JsonFile sentence = JsonFile.readIfPresent(folder.resolve("sentence_bert_config.json"));
    boolean lowerCase = sentence != null && sentence.flag("do_lower_case", false);
    return new TextSettings(pooling, normalize, readMaxTokens(sentence), lowerCase, prompts);
  }

  private void readModules() {
    JsonFile modules = JsonFile.readIfPresent(folder.resolve("modules.json"));
    if (modules == null) {
      if (!graphPools) {
        notes.add("no modules.json: vectors are not normalised");
      }
      return;
    }
    if (!modules.root().isArray()) {
      throw new NearfieldException("Cannot use '" + modules.path() + "': it must be a list");
    }
    for (JsonNode module : modules.root()) {
      String type = module.path("type").asText();
      String kind = type.substring(type.lastIndexOf('.') + 1);
      switch (kind) {
        case "Transformer" -> {}
        case "Pooling" -> poolingFolder = module.path("path").asText(poolingFolder);
        case "Normalize" -> normalize = true;
        default -> {
          if (!graphPools) {
            throw new NearfieldException(
                "Cannot use model folder '"
                    + folder
                    + "': its modules.json has a module '"
                    + kind
                    + "' ("
                    + module.path("path").asText("no path")
                    + "), which is not in the ONNX graph; export with Optimum so that the graph"
                    + " has an output 'sentence_embedding'");
          }
        }
      }
    }
  }

  private Pooling readPooling(Prompts prompts) {
    JsonFile config = JsonFile.readIfPresent(folder.resolve(poolingFolder).resolve("config.json"));
    if (config == null) {
      if (!graphPools) {
        notes.add("no " + poolingFolder + "/config.json: tokens are pooled by their mean");
      }
      return Pooling.MEAN;
    }
    List<Pooling> modes = poolingModes(config);
    if (modes.size() != 1 && !graphPools) {
      throw new NearfieldException(
          "Cannot use '"
              + config.path()
              + "': exactly one pooling mode must be on, got "
              + (modes.isEmpty() ? "none" : modes.stream().map(Pooling::label).toList()));
    }
    boolean promptPooled = config.flag("include_prompt", true) || prompts.equals(Prompts.NONE);
    if (!promptPooled && !graphPools) {
      throw new NearfieldException(
          "Cannot use '"
              + config.path()
              + "': 'include_prompt' is false, but the model has prompts; leaving prompts out of"
              + " the pooling is not supported");
    }
    return modes.isEmpty() ? Pooling.MEAN : modes.get(0);
  }

  private static List<Pooling> poolingModes(JsonFile config) {
    JsonNode named = config.value("pooling_mode");
    if (named != null) {
      return List.of(
          switch (named.asText()) {
            case "cls" -> Pooling.CLS;
            case "mean" -> Pooling.MEAN;
            case "max" -> Pooling.MAX;
            case "mean_sqrt_len_tokens", "mean_sqrt_len" -> Pooling.MEAN_SQRT_LEN;
            case "weightedmean" -> Pooling.WEIGHTED_MEAN;
            case "lasttoken" -> Pooling.LAST_TOKEN;
            default ->
                throw config.odd(
                    "pooling_mode",
                    "one of cls, mean, max, mean_sqrt_len_tokens, weightedmean, lasttoken",
                    named);
          });
    }
    List<Pooling> modes = new ArrayList<>();
    addIf(modes, Pooling.CLS, config.flag("pooling_mode_cls_token", false));
    addIf(modes, Pooling.MAX, config.flag("pooling_mode_max_tokens", false));
    addIf(modes, Pooling.MEAN, config.flag("pooling_mode_mean_tokens", false));
    addIf(modes, Pooling.MEAN_SQRT_LEN, config.flag("pooling_mode_mean_sqrt_len_tokens", false));
    addIf(modes, Pooling.WEIGHTED_MEAN, config.flag("pooling_mode_weightedmean_tokens", false));
    addIf(modes, Pooling.LAST_TOKEN, config.flag("pooling_mode_lasttoken", false));
    return modes;
  }

  private static void addIf(List<Pooling> modes, Pooling mode, boolean on) {
    if (on) {
      modes.add(mode);
    }
  }

  private int readMaxTokens(JsonFile sentence) {
    double positions = positions();
    double wanted = sentence == null ? Double.POSITIVE_INFINITY : limit(sentence, "max_seq_length");
    if (Double.isInfinite(wanted)) {
      JsonFile tokenizer = JsonFile.readIfPresent(folder.resolve("tokenizer_config.json"));
      wanted = tokenizer == null ? wanted : limit(tokenizer, "model_max_length");
    }
    double max = Math.min(wanted, positions);
    if (Double.isInfinite(max)) {
      throw new NearfieldException(
          "Cannot use model folder '"
              + folder
              + "': the longest text that the model takes is unknown; put"
              + " {\"max_seq_length\": 512}, or what the model was trained with, in"
              + " sentence_bert_config.json there");
    }
    return (int) max;
  }

  /** How many positions the model has by its config.json, infinite if it does not say. */
  private double positions() {
    JsonFile config = JsonFile.readIfPresent(folder.resolve("config.json"));
    if (config == null) {
      return Double.POSITIVE_INFINITY;
    }
    if (config.value("max_position_embeddings") == null && config.part("text_config") != null) {
      config = config.part("text_config");
    }
    double positions = limit(config, "max_position_embeddings");
    boolean shifted = POSITIONS_AFTER_PADDING.contains(config.text("model_type", ""));
    // These count positions from the padding token's id + 1, so that many are never reached.
    return shifted ? positions - config.number("pad_token_id", 1) - 1 : positions;
  }

  private static double limit(JsonFile file, String key) {
    double limit = file.number(key, Double.POSITIVE_INFINITY);
    if (limit > NO_LIMIT || limit == -1) {
      return Double.POSITIVE_INFINITY;
    }
    if (limit < 3) {
      throw file.odd(key, "at least 3", file.value(key));
    }
    return limit;
  }
}
