package io.nearfield.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a seed to a table, on vectors so few that it takes a moment. */
class SearchCommandTest {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Benchmarks.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  @Test
  void fillsItsRowsWithoutFaiss() throws Exception {
    String data = folder.resolve("data").toString();
    Path json = folder.resolve("figures.json");
    assertThat(
            run(
                "generate",
                "--out",
                data,
                "--base",
                "2000",
                "--train",
                "1000",
                "--queries",
                "60",
                "--dimension",
                "32",
                "--seed",
                "5"))
        .describedAs(err.toString())
        .isZero();

    int status =
        run(
            "search",
            "--data",
            data,
            "--rows",
            "0.90-full,0.95-ivfflat,exact",
            "--cells",
            "16",
            "--rounds",
            "1",
            "--seconds",
            "0.01",
            "--threads",
            "1,2",
            "--faiss",
            "no",
            "--json",
            json.toString());

    assertThat(status).describedAs(err.toString()).isZero();
    assertThat(out.toString())
        .contains("2,000 vectors of dimension 32, 60 queries")
        .contains("| 0.90-full ")
        .contains("| 0.95-ivfflat ")
        .contains("| exact ");
    JsonNode rows = new ObjectMapper().readTree(json.toFile()).get("rows");
    assertThat(rows).hasSize(3);
    for (JsonNode row : rows) {
      JsonNode ours = row.get("ours");
      assertThat(ours.get("recall").asDouble())
          .describedAs(row.toString())
          .isGreaterThan(row.get("target").asDouble() - 0.05);
      assertThat(ours.get("perSecond")).hasSize(2);
      assertThat(ours.get("built").get("bytes").asLong()).isGreaterThan(2000L * 32);
    }
    assertThat(rows.get(2).get("ours").get("recall").asDouble()).isGreaterThan(0.999);

    String chosen = rows.get(0).get("ours").get("setting").toString();
    status =
        run(
            "search",
            "--data",
            data,
            "--again",
            json.toString(),
            "--rows",
            "0.90-full",
            "--rounds",
            "1",
            "--seconds",
            "0.01",
            "--faiss",
            "no",
            "--json",
            json.toString());

    assertThat(status).describedAs(err.toString()).isZero();
    rows = new ObjectMapper().readTree(json.toFile()).get("rows");
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).get("ours").get("setting")).hasToString(chosen);
  }

  @Test
  void saysWhichRowsThereAre() {
    assertThat(run("search", "--rows", "0.95-quick", "--faiss", "no")).isEqualTo(1);
    assertThat(err.toString()).contains("Cannot measure row '0.95-quick'").contains("0.95-full");
  }

  @Test
  void saysWhatAFolderLacks() {
    assertThat(run("search", "--data", folder.toString(), "--faiss", "no")).isEqualTo(1);
    assertThat(err.toString()).contains("base.npy").contains("benchmarks/run generate");
  }

  @Test
  void helpsWithAnExampleEverywhere() {
    for (String command : Benchmarks.commands()) {
      StringWriter help = new StringWriter();
      int status =
          Benchmarks.run(
              new PrintWriter(help, true), new PrintWriter(err, true), command, "--help");
      assertThat(status).describedAs(command).isZero();
      assertThat(help.toString()).contains("Example").contains("benchmarks/run " + command);
    }
  }
}
