package io.nearfield.jobs.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nearfield.connect.api.NearfieldException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Entity ids: on the command line, or a file of them. */
final class IdOptions {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--ids",
      split = ",",
      paramLabel = "ID",
      description = "Entity ids, separated by commas.")
  private List<String> ids;

  @Option(
      names = "--ids-file",
      paramLabel = "FILE",
      description =
          "One entity id a line, or lines of JSON with an \"id\", as 'search --json' prints them; -"
              + " for standard input.")
  private String file;

  boolean given() {
    return ids != null || file != null;
  }

  /** Each once, in their order. */
  List<String> read() {
    if (ids != null && file != null) {
      throw new IllegalArgumentException("Cannot use both --ids and --ids-file; give one of them");
    }
    Set<String> read = new LinkedHashSet<>();
    if (ids != null) {
      read.addAll(ids);
    } else if (file != null) {
      readFile(read);
    }
    if (read.isEmpty()) {
      throw new IllegalArgumentException("Cannot go on without an id (--ids, --ids-file)");
    }
    return List.copyOf(read);
  }

  private void readFile(Set<String> read) {
    try (BufferedReader reader =
        file.equals("-")
            ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
            : Files.newBufferedReader(Path.of(file))) {
      reader.lines().filter(line -> !line.isBlank()).map(IdOptions::id).forEach(read::add);
    } catch (IOException | UncheckedIOException e) {
      throw new NearfieldException(
          "Cannot read ids from '" + file + "': " + e + " (--ids-file)", e);
    }
  }

  private static String id(String line) {
    if (!line.stripLeading().startsWith("{")) {
      return line.strip();
    }
    try {
      JsonNode id = JSON.readTree(line).path("id");
      return id.isTextual() ? id.textValue() : line.strip();
    } catch (JsonProcessingException e) {
      return line.strip();
    }
  }
}
