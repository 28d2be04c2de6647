package io.nearfield.connect.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is in an export, as {@code manifest.json} in its folder. A folder with a manifest is whole;
 * what the manifest does not name does not belong to it.
 *
 * @param about which export this is
 * @param position the state of the tables that it holds
 * @param since the state that the one before held, null for an export of everything
 * @param counts {@code items}, {@code vectors}, {@code removed}
 * @param schema type by column name, in order
 * @param files all files but the manifest
 * @param models model identity by feature set: {@code name@hash}
 */
public record ExportManifest(
    About about,
    ExportPosition position,
    ExportPosition since,
    Map<String, Long> counts,
    Map<String, String> schema,
    List<ExportedFile> files,
    Map<String, String> models) {

  public static final String FILE = "manifest.json";

  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Which export.
   *
   * @param selection what was asked for, in words: format, feature sets, filter, index
   * @param sequence the how-manieth of its name, from 1; 0 for one of everything
   */
  public record About(
      String dataset,
      String name,
      long sequence,
      String runId,
      Instant createdAt,
      Map<String, String> selection) {}

  public byte[] toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("version", VERSION);
    json.put("dataset", about.dataset());
    json.put("name", about.name());
    json.put("sequence", about.sequence());
    json.put("run_id", about.runId());
    json.put("created_at", about.createdAt().toString());
    json.put("mode", since == null ? "everything" : "changes");
    texts(json.putObject("selection"), new TreeMap<>(about.selection()));
    numbers(json.putObject("snapshots"), position.snapshots());
    if (since != null) {
      numbers(json.putObject("since"), since.snapshots());
    }
    numbers(json.putObject("counts"), counts);
    texts(json.putObject("models"), models);
    ArrayNode columns = json.putArray("schema");
    schema.forEach((name, type) -> columns.addObject().put("name", name).put("type", type));
    ArrayNode list = json.putArray("files");
    for (ExportedFile file : files) {
      list.addObject()
          .put("path", file.path())
          .put("kind", file.kind())
          .put("rows", file.rows())
          .put("bytes", file.bytes())
          .put("sha256", file.sha256());
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is JSON", e);
    }
  }

  /**
   * @param where for messages
   */
  public static ExportManifest parse(byte[] bytes, String where) {
    try {
      JsonNode json = JSON.readTree(bytes);
      if (json.path("version").asInt() != VERSION) {
        throw new NearfieldException(
            "Cannot read '%s': its version is %s, this build reads %d"
                .formatted(where, json.path("version").asText("missing"), VERSION));
      }
      List<ExportedFile> files = new ArrayList<>();
      for (JsonNode file : json.path("files")) {
        files.add(
            new ExportedFile(
                file.path("path").asText(),
                file.path("kind").asText(),
                file.path("rows").asLong(),
                file.path("bytes").asLong(),
                file.path("sha256").asText()));
      }
      Map<String, String> schema = new LinkedHashMap<>();
      json.path("schema")
          .forEach(one -> schema.put(one.path("name").asText(), one.path("type").asText()));
      return new ExportManifest(
          new About(
              json.path("dataset").asText(),
              json.path("name").asText(),
              json.path("sequence").asLong(),
              json.path("run_id").asText(),
              Instant.parse(json.path("created_at").asText()),
              texts(json.path("selection"))),
          new ExportPosition(new TreeMap<>(numbers(json.path("snapshots")))),
          json.has("since") ? new ExportPosition(new TreeMap<>(numbers(json.get("since")))) : null,
          numbers(json.path("counts")),
          schema,
          files,
          texts(json.path("models")));
    } catch (IOException | DateTimeException e) {
      throw new NearfieldException("Cannot read '" + where + "': " + e.getMessage(), e);
    }
  }

  private static void texts(ObjectNode json, Map<String, String> values) {
    values.forEach(json::put);
  }

  private static void numbers(ObjectNode json, Map<String, Long> values) {
    values.forEach(json::put);
  }

  private static Map<String, String> texts(JsonNode json) {
    Map<String, String> values = new TreeMap<>();
    json.properties().forEach(field -> values.put(field.getKey(), field.getValue().asText()));
    return values;
  }

  private static Map<String, Long> numbers(JsonNode json) {
    Map<String, Long> values = new TreeMap<>();
    json.properties().forEach(field -> values.put(field.getKey(), field.getValue().asLong()));
    return values;
  }
}
