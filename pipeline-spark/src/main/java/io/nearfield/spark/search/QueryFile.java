package io.nearfield.spark.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nearfield.connect.api.NearfieldException;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * A file of queries: plain text with one question a line, JSON lines with texts or with vectors, or
 * a Parquet file or folder, which this class only recognizes.
 */
final class QueryFile {

  private static final ObjectMapper JSON = new ObjectMapper();

  private QueryFile() {}

  /** A query: its {@code vector} is null or its {@code text} is. */
  @SuppressWarnings("ArrayRecordComponent") // in transit, never compared
  record Query(String id, String text, float[] vector) {}

  /**
   * Whether it holds Parquet: by its name, or because it is a folder.
   *
   * @throws IllegalArgumentException if there is nothing at that path
   */
  static boolean isParquet(String file, Configuration hadoop) {
    Path path = new Path(file);
    try {
      FileStatus status = path.getFileSystem(hadoop).getFileStatus(path);
      return status.isDirectory() || file.toLowerCase(Locale.ROOT).endsWith(".parquet");
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          "Cannot read queries from '" + file + "': there is no such file", e);
    } catch (IOException e) {
      throw new NearfieldException("Cannot read queries from '" + file + "': " + e.getMessage(), e);
    }
  }

  /**
   * Reads the lines of a text or JSON file; blank ones are skipped. They are all texts or all
   * vectors.
   *
   * @param file any Hadoop path
   * @throws IllegalArgumentException for a line that is no query; names file and line
   */
  static List<Query> read(String file, Configuration hadoop) {
    String lower = file.toLowerCase(Locale.ROOT);
    boolean json = lower.endsWith(".jsonl") || lower.endsWith(".ndjson") || lower.endsWith(".json");
    List<Query> queries = new ArrayList<>();
    Path path = new Path(file);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(path.getFileSystem(hadoop).open(path), StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          String where = file + ":" + number;
          String id = Integer.toString(number);
          Query query = json ? parse(line, where, id) : new Query(id, line.strip(), null);
          requireSameKind(queries, query, where);
          queries.add(query);
        }
      }
    } catch (IOException e) {
      throw new NearfieldException("Cannot read queries from '" + file + "': " + e.getMessage(), e);
    }
    if (queries.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot read queries from '" + file + "': it holds no query");
    }
    return queries;
  }

  private static void requireSameKind(List<Query> queries, Query next, String where) {
    if (!queries.isEmpty() && (queries.get(0).text() == null) != (next.text() == null)) {
      throw new IllegalArgumentException(
          "Cannot read query at "
              + where
              + ": a file holds texts or vectors, and the first line has the other");
    }
  }

  private static Query parse(String line, String where, String lineNumber) {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Cannot read query at " + where + ": it is no JSON (" + e.getOriginalMessage() + ")", e);
    }
    JsonNode given = node.hasNonNull("query_id") ? node.get("query_id") : node.get("id");
    String id = given == null || given.isNull() ? lineNumber : given.asText();
    JsonNode vector = node.get("vector");
    if (vector != null && vector.isArray()) {
      return new Query(id, null, floats(vector, where));
    }
    JsonNode text = node.get("text");
    if (text == null || !text.isTextual() || text.asText().isBlank()) {
      throw new IllegalArgumentException(
          "Cannot read query at "
              + where
              + ": it has no \"text\" and no \"vector\"; expected {\"id\": \"q1\", \"text\": \"...\"}"
              + " or {\"id\": \"q1\", \"vector\": [0.1, ...]}");
    }
    return new Query(id, text.asText(), null);
  }

  private static float[] floats(JsonNode vector, String where) {
    float[] floats = new float[vector.size()];
    for (int i = 0; i < floats.length; i++) {
      JsonNode value = vector.get(i);
      if (!value.isNumber()) {
        throw new IllegalArgumentException(
            "Cannot read query at %s: value at position %d of its vector is %s, expected a number"
                .formatted(where, i, value));
      }
      floats[i] = value.floatValue();
    }
    return floats;
  }
}
