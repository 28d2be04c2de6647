package io.nearfield.connect.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small JSON file of a model folder, with messages that name the file and the key. */
final class JsonFile {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Path path;
  private final JsonNode root;

  private JsonFile(Path path, JsonNode root) {
    this.path = path;
    this.root = root;
  }

  /** Reads a file that may be absent: null if it is. */
  static JsonFile readIfPresent(Path path) {
    if (!Files.isRegularFile(path)) {
      return null;
    }
    try {
      JsonNode root = MAPPER.readTree(Files.readAllBytes(path));
      if (root == null || root.isMissingNode()) {
        throw new NearfieldException("Cannot read '" + path + "': the file is empty");
      }
      return new JsonFile(path, root);
    } catch (JsonProcessingException e) {
      String at =
          e.getLocation() == null
              ? ""
              : " (line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr()
                  + ")";
      throw new NearfieldException("Cannot read '" + path + "': it is not valid JSON" + at, e);
    } catch (IOException e) {
      throw new NearfieldException("Cannot read '" + path + "': " + Messages.oneLine(e), e);
    }
  }

  Path path() {
    return path;
  }

  JsonNode root() {
    return root;
  }

  /** The value of a key, or null if it is absent or null. */
  JsonNode value(String key) {
    JsonNode value = root.get(key);
    return value == null || value.isNull() ? null : value;
  }

  /** The object under a key, as if it were a file of its own; null if there is none. */
  JsonFile part(String key) {
    JsonNode value = value(key);
    return value == null || !value.isObject() ? null : new JsonFile(path, value);
  }

  boolean flag(String key, boolean otherwise) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw odd(key, "true or false", value);
    }
    return value.booleanValue();
  }

  String text(String key, String otherwise) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isTextual()) {
      throw odd(key, "a string", value);
    }
    return value.textValue();
  }

  double number(String key, double otherwise) {
    JsonNode value = value(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.isNumber()) {
      throw odd(key, "a number", value);
    }
    return value.doubleValue();
  }

  /** The complaint that a key has a value that is not understood. */
  NearfieldException odd(String key, String wanted, JsonNode got) {
    return new NearfieldException(
        "Cannot use '" + path + "': '" + key + "' must be " + wanted + ", got " + got);
  }
}
