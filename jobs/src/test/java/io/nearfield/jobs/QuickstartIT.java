package io.nearfield.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.jobs.NearfieldProcess.Outcome;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Drives the assembled command line as its users do: the quickstart, then its warehouse. What a
 * process shows only once is asked in a process; the rest of the commands run in this one.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuickstartIT {

  @TempDir static Path folder;
  private static String firstAnswers;

  private static NearfieldProcess nearfield() {
    return new NearfieldProcess(folder, folder.resolve("warehouse"));
  }

  private static NearfieldHere here() {
    return new NearfieldHere(folder.resolve("warehouse"));
  }

  /** What stands between the five questions' heading and the next step. */
  private static String answers(String out) {
    Matcher matcher = Pattern.compile("\\[5/8].*?(?=\\n\\[6/8])", Pattern.DOTALL).matcher(out);
    assertThat(matcher.find()).as("five questions in:%n%s", out).isTrue();
    return matcher.group();
  }

  @Test
  @Order(1)
  void quickstartRunsEndToEnd() throws Exception {
    Outcome outcome = nearfield().run("quickstart");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("[1/8]", "[8/8]", "generation 1 is active", "The new item was found after")
        .contains("The removed item was gone after", "Both changes were taken back", "Done in");
    firstAnswers = answers(outcome.out());
    assertThat(firstAnswers.lines().filter(line -> line.contains("$ "))).hasSize(5);
    assertThat(firstAnswers).contains("help-return-faulty");
  }

  @Test
  @Order(2)
  void secondQuickstartFindsItsWorkDoneAndAnswersTheSame() throws Exception {
    Outcome outcome = nearfield().run("quickstart");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains(" 0 added, 0 updated, ", ": 0 embedded, ", "up to date: generation 1")
        .doesNotContain("generation 2");
    assertThat(answers(outcome.out())).isEqualTo(firstAnswers);
  }

  @Test
  @Order(3)
  void answersAreTheSameFromTheCommandLineAndAsJson() throws Exception {
    Outcome outcome =
        nearfield()
            .run(
                "search",
                "--index",
                "products",
                "--text",
                "how do I send back a thing that broke",
                "-k",
                "3",
                "--json");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out().lines()).hasSize(3).first().asString().contains("help-return-faulty");
    assertThat(outcome.errorLines()).isEmpty();
  }

  @Test
  @Order(4)
  void aFileOfQueriesIsAnsweredAsABatch() throws Exception {
    Path queries =
        Files.writeString(folder.resolve("queries.txt"), "warm feet\nZelt für zwei\nslugs\n");
    Path output = folder.resolve("answers.jsonl");
    Outcome outcome =
        here()
            .run(
                "search",
                "--index",
                "products",
                "--queries",
                queries.toString(),
                "-k",
                "4",
                "--output",
                output.toString());
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(Files.readAllLines(output, StandardCharsets.UTF_8)).hasSize(12);
  }

  @Test
  @Order(4)
  void aBatchIsPrintedAsATableThatIsNoWiderThanThatOfOneLookup() throws Exception {
    Path queries = Files.writeString(folder.resolve("two.txt"), "warm feet\nslugs\n");
    Outcome outcome =
        here()
            .run(
                "search",
                "--index",
                "products",
                "--queries",
                queries.toString(),
                "-k",
                "2",
                "--filter",
                "in_stock = true");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    List<String> lines = outcome.out().lines().toList();
    assertThat(lines).hasSize(2 + 4);
    assertThat(lines.get(0).strip().split(" +"))
        .containsExactly("query", "words", "#", "id", "distance", "in_stock", "category", "lang");
  }

  @Test
  @Order(5)
  void listsAndRunsShowWhatWasDone() throws Exception {
    assertThat(here().run("list").out())
        .contains("fernhill: ", "IVF16,PQ48", "active", "fernhill-pictures");
    assertThat(here().run("runs", "--dataset", "fernhill").out())
        .contains("ingest", "embed", "build", "SUCCEEDED");
    Outcome letters = here().run("dead-letters", "--dataset", "fernhill");
    assertThat(letters.status()).isZero();
    assertThat(letters.err()).contains("Nothing was refused");
  }

  /** Without Spark and Flink on its class path. */
  @Test
  @Order(6)
  void changesNeedALiveJob() throws Exception {
    Outcome outcome =
        nearfield().run("add", "--index", "products", "--id", "x", "--text", "nobody listens");
    assertThat(outcome.status()).isOne();
    assertThat(outcome.errorLines())
        .singleElement()
        .asString()
        .startsWith("nearfield: Cannot ")
        .contains("Cannot reach a live job", "start it with 'nearfield live");
  }

  @Test
  @Order(6)
  void lookupsOfTheWrongKindAreRefusedInOneLine() throws Exception {
    assertRefused(1, "dimension", "search", "--index", "products", "--vector", "1,2,3");
    assertRefused(2, "k = 0", "search", "--index", "products", "--text", "x", "-k", "0");
    assertRefused(1, "nowhere", "search", "--index", "nowhere", "--text", "x");
    assertRefused(
        1, "model", "search", "--index", "products", "--text", "x", "--model", "image-layout");
    assertRefused(
        2, "colour", "search", "--index", "products", "--text", "x", "--filter", "colour = 1");
    assertRefused(
        2,
        "PQ0",
        "build",
        "--dataset",
        "fernhill",
        "--index",
        "p2",
        "--feature-set",
        "words",
        "--spec",
        "IVF9,PQ0");
    assertRefused(
        2,
        "4,096 vectors would do",
        "build",
        "--dataset",
        "fernhill",
        "--index",
        "p2",
        "--feature-set",
        "words",
        "--spec",
        "IVF4096,PQ48");
  }

  @Test
  @Order(7)
  void brokenInputGoesToTheDeadLettersAndTheRestIsIngested() throws Exception {
    Path input = Files.createDirectories(folder.resolve("input"));
    Files.writeString(
        input.resolve("some.jsonl"),
        "{\"id\": \"a\", \"text\": \"fine\"}\n{\"id\": \"b\", \"text\": \n{\"id\": \"c\", \"text\": \"\"}\n");
    Files.writeString(input.resolve("long.txt"), "word ".repeat(1_000_000));
    Files.writeString(input.resolve("fine.txt"), "A text that is fine");
    Files.write(input.resolve("broken.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 1, 2, 3});

    Outcome outcome = here().run("ingest", "--dataset", "odd", input.toString());
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("2 added").contains("nearfield dead-letters --dataset odd");
    assertThat(here().run("dead-letters", "--dataset", "odd", "--json").out())
        .contains("some.jsonl:2", "some.jsonl:3", "long.txt", "broken.png");

    assertRefused(
        2, "no such file", "ingest", "--dataset", "odd", input.resolve("none").toString());
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertRefused(2, "empty", "ingest", "--dataset", "odd", empty.toString());
    Path model = Files.createDirectories(folder.resolve("model"));
    Files.writeString(model.resolve("config.json"), "{}");
    try (InputStream onnx = QuickstartIT.class.getResourceAsStream("/all-minilm-l6-v2-q.onnx")) {
      Files.copy(onnx, model.resolve("model.onnx"));
    }
    assertRefused(
        1,
        "tokenizer.json",
        "embed",
        "--dataset",
        "odd",
        "--feature-set",
        "f",
        "--model",
        model.toString());
  }

  private static void assertRefused(int status, String part, String... arguments) throws Exception {
    Outcome outcome = here().run(arguments);
    assertThat(outcome.errorLines())
        .as("standard error of %s", List.of(arguments))
        .singleElement()
        .asString()
        .startsWith("nearfield: ")
        .contains(part);
    assertThat(outcome.status()).as("status of %s", List.of(arguments)).isEqualTo(status);
    assertThat(outcome.out()).isEmpty();
  }
}
