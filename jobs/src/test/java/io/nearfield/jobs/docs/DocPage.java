package io.nearfield.jobs.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documents with its code.
 *
 * @param path from the root of the checkout
 * @param blocks in their order
 */
record DocPage(Path path, List<Block> blocks) {

  private static final Pattern FENCE = Pattern.compile("(?ms)^```([^\\n`]*)\\n(.*?)^```\\s*$");

  /**
   * What stands between two fences.
   *
   * @param language what the first fence says: {@code sh}, {@code python}, nothing, ...
   */
  record Block(String language, String code) {

    /** Whether it is run as it stands. */
    boolean runs() {
      return language.equals("sh");
    }

    /** Whether its commands are for a shell, run by the test or not. */
    boolean isShell() {
      return language.isEmpty() || language.startsWith("sh");
    }

    /** The arguments of every {@code nearfield} command in it. */
    List<List<String>> commands() {
      List<List<String>> commands = new ArrayList<>();
      for (String line : withoutDocuments().replace("\\\n", " ").split("\n")) {
        for (String part : line.split("(?<=\\s)(?:\\|\\|?|&&)(?=\\s)")) {
          String command = part.strip().replaceFirst("^\\$ ", "");
          if (command.matches("(?s)(bin/)?nearfield( .*|$)")) {
            commands.add(ShellWords.of(command).subList(1, ShellWords.of(command).size()));
          }
        }
      }
      return commands;
    }

    /** Without what is written into files. */
    private String withoutDocuments() {
      return code.replaceAll("(?ms)^(.*<<'END'.*)$.*?^END$", "$1");
    }
  }

  static Path root() {
    return Path.of(System.getProperty("nearfield.root"));
  }

  static DocPage of(String path) throws IOException {
    Matcher fences = FENCE.matcher(Files.readString(root().resolve(path)));
    List<Block> blocks = new ArrayList<>();
    while (fences.find()) {
      blocks.add(new Block(fences.group(1).strip(), fences.group(2)));
    }
    return new DocPage(Path.of(path), blocks);
  }

  /** Every page of the project. */
  static Stream<String> all() throws IOException {
    try (Stream<Path> docs = Files.walk(root().resolve("docs"))) {
      return Stream.concat(
          Stream.of("README.md"),
          docs
              .filter(path -> path.toString().endsWith(".md"))
              .map(path -> root().relativize(path).toString())
              .sorted()
              .toList()
              .stream());
    }
  }

  /** All that runs, as one script. */
  String script() {
    StringBuilder script = new StringBuilder("set -euo pipefail\n");
    for (Block block : blocks) {
      if (block.runs()) {
        script.append(block.code());
      }
    }
    return script.toString();
  }
}
