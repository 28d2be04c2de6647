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
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import scala.Tuple2;

/** A file of questions in words: {@code .txt}, one a line, or {@code .jsonl}. */
final class QueryFile {

  private static final ObjectMapper JSON = new ObjectMapper();

  private QueryFile() {}

  /**
   * Reads ids and texts; blank lines are skipped.
   *
   * @param file any Hadoop path
   * @throws IllegalArgumentException for a line that is no question; names file and line
   */
  static List<Tuple2<String, String>> read(String file, Configuration hadoop) {
    boolean json = file.endsWith(".jsonl") || file.endsWith(".ndjson") || file.endsWith(".json");
    List<Tuple2<String, String>> queries = new ArrayList<>();
    Path path = new Path(file);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(path.getFileSystem(hadoop).open(path), StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          queries.add(
              json
                  ? parse(line, file + ":" + number, number)
                  : new Tuple2<>(Integer.toString(number), line.strip()));
        }
      }
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          "Cannot read queries from '" + file + "': there is no such file", e);
    } catch (IOException e) {
      throw new NearfieldException("Cannot read queries from '" + file + "': " + e.getMessage(), e);
    }
    if (queries.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot read queries from '" + file + "': it holds no text");
    }
    return queries;
  }

  private static Tuple2<String, String> parse(String line, String where, int number) {
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Cannot read query at " + where + ": it is no JSON (" + e.getOriginalMessage() + ")", e);
    }
    JsonNode text = node.get("text");
    if (text == null || !text.isTextual() || text.asText().isBlank()) {
      throw new IllegalArgumentException(
          "Cannot read query at "
              + where
              + ": it has no \"text\"; expected {\"id\": \"q1\", \"text\": \"...\"}");
    }
    JsonNode id = node.get("id");
    return new Tuple2<>(
        id == null || id.isNull() ? Integer.toString(number) : id.asText(), text.asText());
  }
}
