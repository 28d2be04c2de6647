package io.nearfield.index.runbook;

import io.nearfield.index.runbook.Runbook.Delete;
import io.nearfield.index.runbook.Runbook.Insert;
import io.nearfield.index.runbook.Runbook.Replace;
import io.nearfield.index.runbook.Runbook.Search;
import io.nearfield.index.runbook.Runbook.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the part of YAML that runbooks are written in: maps by indentation, three deep (dataset,
 * step number, key), values that are bare or quoted words on the line of their key, and comments.
 * All else is refused with its line. Steps count in the order of their numbers, 1, 2, 3 and so on;
 * a gap ends the runbook, as in the tool they were written for.
 */
public final class RunbookReader {

  private final Path file;
  private final Map<String, Map<Integer, Map<String, String>>> datasets = new LinkedHashMap<>();

  private RunbookReader(Path file) {
    this.file = file;
  }

  /** The runbooks of a file by the name of their dataset, in the file's order. */
  public static Map<String, Runbook> read(Path file) throws IOException {
    RunbookReader reader = new RunbookReader(file);
    reader.lines(Files.readAllLines(file));
    Map<String, Runbook> runbooks = new LinkedHashMap<>();
    reader.datasets.forEach(
        (name, steps) -> runbooks.put(name, new Runbook(name, reader.steps(name, steps))));
    return runbooks;
  }

  private void lines(List<String> lines) {
    Map<Integer, Map<String, String>> dataset = null;
    Map<String, String> step = null;
    int datasetIndent = -1; // of the keys within a dataset
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      int comment = line.indexOf('#');
      String text = (comment < 0 ? line : line.substring(0, comment)).stripTrailing();
      if (text.isBlank()) {
        continue;
      }
      int indent = text.length() - text.stripLeading().length();
      int colon = text.indexOf(':');
      if (colon < 0) {
        throw wrong(i, "a line is KEY: VALUE", text.strip());
      }
      String key = text.substring(indent, colon).strip();
      String value = unquoted(text.substring(colon + 1).strip());
      if (indent == 0) {
        dataset = new LinkedHashMap<>();
        step = null;
        datasetIndent = -1;
        datasets.put(key, dataset);
      } else if (dataset == null) {
        throw wrong(i, "a file begins with the name of a dataset", text.strip());
      } else if (datasetIndent < 0 || indent <= datasetIndent) {
        datasetIndent = indent;
        step = value.isEmpty() ? new LinkedHashMap<>() : null;
        if (step != null) {
          dataset.put(number(i, key), step);
        }
      } else if (step == null) {
        throw wrong(i, "keys stand under a step's number", text.strip());
      } else {
        step.put(key, value);
      }
    }
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() >= 2
            && value.charAt(0) == value.charAt(value.length() - 1)
            && (value.charAt(0) == '"' || value.charAt(0) == '\'');
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private List<Step> steps(String dataset, Map<Integer, Map<String, String>> numbered) {
    List<Step> steps = new ArrayList<>();
    for (int n = 1; numbered.containsKey(n); n++) {
      Fields fields = new Fields("%s, %s, step %d".formatted(file, dataset, n), numbered.get(n));
      steps.add(fields.step());
    }
    if (steps.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot read runbook: steps are numbered from 1, got none (%s, %s)"
              .formatted(file, dataset));
    }
    return steps;
  }

  /** The keys and values of one step. */
  private record Fields(String where, Map<String, String> values) {

    Step step() {
      String operation = text("operation");
      return switch (operation) {
        case "search" -> new Search();
        case "insert" -> new Insert(number("start"), end("start", "end"));
        case "delete" -> new Delete(number("start"), end("start", "end"));
        case "replace" -> replace();
        default -> throw wrong("operation must be insert, delete, replace or search", operation);
      };
    }

    private Step replace() {
      int tags = end("tags_start", "tags_end") - number("tags_start");
      int rows = end("ids_start", "ids_end") - number("ids_start");
      if (tags != rows) {
        throw wrong("as many ids as tags must be given", rows + " ids for " + tags + " tags");
      }
      return new Replace(number("tags_start"), number("ids_start"), tags);
    }

    private int end(String startKey, String endKey) {
      int end = number(endKey);
      if (end < number(startKey)) {
        throw wrong(endKey + " must not be below " + startKey, end);
      }
      return end;
    }

    private int number(String key) {
      String text = text(key);
      try {
        return Integer.parseUnsignedInt(text);
      } catch (NumberFormatException e) {
        throw wrong(key + " must be a number", text);
      }
    }

    private String text(String key) {
      String text = values.get(key);
      if (text == null) {
        throw wrong(key + " is needed", values.keySet());
      }
      return text;
    }

    private IllegalArgumentException wrong(String rule, Object got) {
      return new IllegalArgumentException(
          "Cannot read runbook: %s, got %s (%s)".formatted(rule, got, where));
    }
  }

  private int number(int line, String key) {
    try {
      return Integer.parseUnsignedInt(key);
    } catch (NumberFormatException e) {
      throw wrong(line, "a step is named by its number", key);
    }
  }

  private IllegalArgumentException wrong(int line, String rule, String got) {
    return new IllegalArgumentException(
        "Cannot read runbook: %s, got '%s' (%s, line %d)".formatted(rule, got, file, line + 1));
  }
}
