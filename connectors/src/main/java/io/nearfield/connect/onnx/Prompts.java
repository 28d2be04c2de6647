package io.nearfield.connect.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import io.nearfield.connect.api.NearfieldException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a model wants put in front of a text.
 *
 * @param item in front of stored texts, may be empty
 * @param query in front of questions, may be empty
 */
record Prompts(String item, String query) {

  static final Prompts NONE = new Prompts("", "");

  private static final List<String> ITEM_NAMES = List.of("document", "passage", "corpus");

  String of(ModelOptions.Purpose purpose) {
    return purpose == ModelOptions.Purpose.QUERY ? query : item;
  }

  /**
   * Reads {@code config_sentence_transformers.json}: {@code prompts} by name and {@code
   * default_prompt_name}. A default is put in front of everything that has no prompt of its own;
   * {@code query} in front of questions; {@code document} or {@code passage} in front of items.
   * Prompts by any other name are for tasks that Nearfield does not have; they are noted.
   */
  static Prompts read(Path folder, List<String> notes) {
    JsonFile file = JsonFile.readIfPresent(folder.resolve("config_sentence_transformers.json"));
    if (file == null) {
      return NONE;
    }
    Map<String, String> prompts = prompts(file);
    String otherwise = "";
    String defaultName = file.text("default_prompt_name", null);
    if (defaultName != null) {
      otherwise = prompts.get(defaultName);
      if (otherwise == null) {
        throw new NearfieldException(
            "Cannot use '"
                + file.path()
                + "': 'default_prompt_name' is '"
                + defaultName
                + "', which is none of its prompts "
                + prompts.keySet());
      }
    }
    String query = prompts.getOrDefault("query", otherwise);
    String item = otherwise;
    for (String name : ITEM_NAMES) {
      if (prompts.containsKey(name)) {
        item = prompts.get(name);
        break;
      }
    }
    for (Map.Entry<String, String> prompt : prompts.entrySet()) {
      String name = prompt.getKey();
      boolean used = name.equals("query") || ITEM_NAMES.contains(name) || name.equals(defaultName);
      if (!used && !prompt.getValue().isEmpty()) {
        notes.add("its prompt '" + name + "' is not used: only 'query' and 'document' are");
      }
    }
    return new Prompts(item, query);
  }

  private static Map<String, String> prompts(JsonFile file) {
    Map<String, String> out = new TreeMap<>();
    JsonNode prompts = file.value("prompts");
    if (prompts == null) {
      return out;
    }
    if (!prompts.isObject()) {
      throw file.odd("prompts", "an object of strings", prompts);
    }
    for (Map.Entry<String, JsonNode> prompt : prompts.properties()) {
      if (!prompt.getValue().isTextual()) {
        throw file.odd("prompts." + prompt.getKey(), "a string", prompt.getValue());
      }
      out.put(prompt.getKey(), prompt.getValue().textValue());
    }
    return out;
  }
}
