package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/**
 * What to search for: exactly one of words, an entity, a vector, a picture or a file of queries.
 */
final class QueryOptions {

  @Option(names = "--text", paramLabel = "WORDS", description = "Searches for these words.")
  private String text;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Searches for what is like this entity, which is left out itself.")
  private String id;

  @Option(
      names = "--vector",
      paramLabel = "NUMBERS",
      description = "Searches by a vector: numbers with commas, brackets allowed.")
  private String vector;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "Searches for pictures like this file's.")
  private Path image;

  @Option(
      names = "--queries",
      paramLabel = "FILE",
      description =
          "Answers all queries of a file as a Spark job: .txt (a text a line), .jsonl (text, or"
              + " vector, and id), Parquet (the same columns), or table:NAME for a table.")
  private String queries;

  /** The file of queries, or null for a single one. */
  String queriesFile() {
    requireOne();
    return queries;
  }

  boolean byText() {
    return text != null;
  }

  /** The single query. */
  Lookup.Query single() {
    requireOne();
    if (text != null) {
      if (text.isBlank()) {
        throw new IllegalArgumentException("Cannot search for an empty text (--text)");
      }
      return new Lookup.ByText(text);
    }
    if (id != null) {
      return new Lookup.ByEntity(id);
    }
    if (vector != null) {
      return new Lookup.ByVector(parse(vector));
    }
    return new Lookup.ByImage(read(image));
  }

  private void requireOne() {
    long given =
        Stream.<Object>of(text, id, vector, image, queries).filter(Objects::nonNull).count();
    if (given != 1) {
      throw new IllegalArgumentException(
          "Cannot search: give exactly one of --text, --id, --vector, --image and --queries, got "
              + given);
    }
  }

  static float[] parse(String numbers) {
    String inner = numbers.strip().replaceFirst("^\\[", "").replaceFirst("\\]$", "").strip();
    if (inner.isEmpty()) {
      throw new IllegalArgumentException("Cannot search by an empty vector (--vector)");
    }
    List<String> parts = Arrays.asList(inner.split("\\s*,\\s*|\\s+"));
    float[] values = new float[parts.size()];
    for (int i = 0; i < values.length; i++) {
      try {
        values[i] = Float.parseFloat(parts.get(i));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "Cannot read vector: value " + (i + 1) + " is '" + parts.get(i) + "' (--vector)", e);
      }
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "Cannot search by a vector that is not finite: value "
                + (i + 1)
                + " is "
                + parts.get(i)
                + " (--vector)");
      }
    }
    return values;
  }

  private static byte[] read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "Cannot read picture '" + file + "': no such file (--image)");
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new NearfieldException("Cannot read picture '" + file + "': " + e + " (--image)", e);
    }
  }
}
