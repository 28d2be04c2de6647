package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Suggestion;
import io.nearfield.connect.document.DocumentType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/**
 * What to search for: exactly one of words, one or several entities, a vector, a picture, a
 * document or a file of queries.
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
      names = "--ids",
      paramLabel = "IDS",
      split = ",",
      description = "Searches for what is like these entities, separated by commas.")
  private List<String> ids;

  @Option(
      names = "--combine",
      paramLabel = "mean|each",
      description =
          "With --ids: mean for one answer, near the mean of their vectors; each for an answer to"
              + " each. Default: mean.")
  private String combine;

  @Option(
      names = "--document",
      paramLabel = "FILE",
      description =
          "Searches by a document's text: PDF, EPUB, HTML, DOCX, ODT, RTF, or a text file.")
  private Path document;

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
    if (ids != null) {
      return new Lookup.ByEntities(ids.stream().map(String::strip).toList(), combined());
    }
    if (document != null) {
      return new Lookup.ByDocument(read(document, "document", "--document"), mediaType(document));
    }
    return new Lookup.ByImage(read(image, "picture", "--image"));
  }

  private Lookup.Combine combined() {
    if (combine == null) {
      return Lookup.Combine.MEAN;
    }
    return switch (combine) {
      case "mean" -> Lookup.Combine.MEAN;
      case "each" -> Lookup.Combine.EACH;
      default ->
          throw new IllegalArgumentException(
              "Cannot combine entities by '"
                  + combine
                  + "'"
                  + Suggestion.sentence(combine, List.of("mean", "each"))
                  + " (--combine)");
    };
  }

  private static String mediaType(Path file) {
    String name = file.getFileName().toString();
    return DocumentType.of(name).map(DocumentType::mediaType).orElse("text/plain");
  }

  private void requireOne() {
    long given =
        Stream.<Object>of(text, id, ids, vector, image, document, queries)
            .filter(Objects::nonNull)
            .count();
    if (combine != null && ids == null) {
      throw new IllegalArgumentException("Cannot use --combine without --ids");
    }
    if (given != 1) {
      throw new IllegalArgumentException(
          "Cannot search: give exactly one of --text, --id, --ids, --vector, --image, --document"
              + " and --queries, got "
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

  private static byte[] read(Path file, String what, String option) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "Cannot read " + what + " '" + file + "': no such file (" + option + ")");
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot read " + what + " '" + file + "': " + e + " (" + option + ")", e);
    }
  }
}
