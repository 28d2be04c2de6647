package io.nearfield.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * Reads a query document from a file. On the command line a picture may be named in it: {@code
 * {"$file": "photo.jpg"}}, by a path from where the document lies.
 */
final class QueryFile {

  private static final ObjectMapper JSON = new ObjectMapper();

  private QueryFile() {}

  /** The document, with the bytes of pictures in place of their names. */
  static String read(Path file) {
    String text;
    try {
      text =
          file.toString().equals("-")
              ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
              : Files.readString(file);
    } catch (IOException e) {
      throw new NearfieldException("Cannot read query '" + file + "': " + e + " (--file)", e);
    }
    if (!text.contains("$file")) {
      return text;
    }
    try {
      JsonNode root = JSON.readTree(text);
      if (root.path("like") instanceof ObjectNode like) {
        like.properties().forEach(field -> field.setValue(picture(field.getValue(), file)));
      }
      return root.toString();
    } catch (JsonProcessingException e) {
      return text; // refused, with the place, by whoever reads it
    }
  }

  private static JsonNode picture(JsonNode value, Path document) {
    if (!value.path("$file").isTextual()) {
      return value;
    }
    Path named = Path.of(value.get("$file").textValue());
    Path picture = document.toAbsolutePath().resolveSibling(named);
    try {
      return JSON.createObjectNode()
          .put("$binary", Base64.getEncoder().encodeToString(Files.readAllBytes(picture)));
    } catch (IOException e) {
      throw new NearfieldException("Cannot read picture '" + picture + "': " + e, e);
    }
  }
}
