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
    succeed("generate --base 2000 --train 1000 --queries 40 --dimension 32 --seed 5 --out " + data);

    String quick =
        " --faiss no --rounds 1 --seconds 0.01 --data %s --json %s".formatted(data, json);
    succeed("search --rows 0.90-full --specs IVF16,PQ16x4fs,Refine(Flat);IVF16,Flat" + quick);

    assertThat(out.toString())
        .contains("2,000 vectors of dimension 32, 40 queries")
        .contains("| 0.90-full ");
    JsonNode row = onlyRow(json);
    JsonNode ours = row.get("ours");
    assertThat(ours.get("recall").asDouble()).describedAs(row.toString()).isGreaterThan(0.85);
    assertThat(ours.get("perSecond")).hasSize(2);
    assertThat(ours.get("built").get("bytes").asLong()).isGreaterThan(2000L * 32 * Float.BYTES);

    succeed("search --rows 0.90-full --again " + json + quick);

    assertThat(onlyRow(json).get("ours").get("setting")).isEqualTo(ours.get("setting"));
    assertThat(onlyRow(json).get("ours").get("spec")).isEqualTo(ours.get("spec"));

    succeed("search --rows exact" + quick);

    assertThat(onlyRow(json).get("ours").get("recall").asDouble()).isGreaterThan(0.999);
  }

  private void succeed(String commandLine) {
    assertThat(run(commandLine.split(" "))).describedAs(err.toString()).isZero();
  }

  private static JsonNode onlyRow(Path json) throws Exception {
    JsonNode rows = new ObjectMapper().readTree(json.toFile()).get("rows");
    assertThat(rows).hasSize(1);
    return rows.get(0);
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
