package io.nearfield.connect.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes model folders file by file. */
final class TestFolder {

  /**
   * Words one to five are tokens 1 to 5, all others 0; {@code [} and {@code ]} (6 and 7) go around.
   */
  static final String TOKENIZER =
      """
      {"version": "1.0", "truncation": null, "padding": null,
       "added_tokens": [
         {"id": 6, "content": "[", "single_word": false, "lstrip": false, "rstrip": false,
          "normalized": false, "special": true},
         {"id": 7, "content": "]", "single_word": false, "lstrip": false, "rstrip": false,
          "normalized": false, "special": true}],
       "normalizer": null,
       "pre_tokenizer": {"type": "WhitespaceSplit"},
       "post_processor": {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": "[", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                    {"SpecialToken": {"id": "]", "type_id": 0}}],
         "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
         "special_tokens": {"[": {"id": "[", "ids": [6], "tokens": ["["]},
                            "]": {"id": "]", "ids": [7], "tokens": ["]"]}}},
       "decoder": null,
       "model": {"type": "WordLevel", "unk_token": "?",
         "vocab": {"?": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "[": 6, "]": 7}}}
      """;

  private final Path folder;

  TestFolder(Path folder) {
    this.folder = folder;
  }

  /** A text model of the given graph and of at most 8 tokens, without any other file. */
  static TestFolder text(Path folder, byte[] graph) {
    return new TestFolder(folder)
        .with("onnx/model.onnx", graph)
        .with("tokenizer.json", TOKENIZER)
        .with("config.json", "{\"max_position_embeddings\": 8}");
  }

  TestFolder with(String name, String content) {
    return with(name, content.getBytes(StandardCharsets.UTF_8));
  }

  TestFolder with(String name, byte[] content) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TestFolder without(String name) {
    try {
      Files.delete(folder.resolve(name));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String location() {
    return folder.toString();
  }
}
