package io.nearfield.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exact search, building and opening, on vectors so few that it takes a moment. */
class OtherCommandsTest {

  @TempDir static Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void makeVectors() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    assertThat(
            Benchmarks.run(
                nowhere,
                nowhere,
                "generate",
                "--out",
                folder.toString(),
                "--base",
                "1500",
                "--train",
                "1024",
                "--queries",
                "40",
                "--dimension",
                "32",
                "--seed",
                "8"))
        .isZero();
  }

  private void run(String... arguments) {
    int status = Benchmarks.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    assertThat(status).describedAs(err.toString()).isZero();
  }

  @Test
  void buildShowsEveryStep() {
    run(
        "build",
        "--data",
        folder.toString(),
        "--faiss",
        "no",
        "--rows",
        "1000",
        "--iterations",
        "3");
    assertThat(out.toString())
        .contains("| k-means 64 x 1,024 x 32, 3 iterations ")
        .contains("| PQ4 on 1,024")
        .contains("| OPQ4 and PQ4 on 1,024")
        .contains("| assignment, 2T")
        .contains("| removal by id, 1T");
  }

  @Test
  void openAnswersFromAFreshJava() {
    run("open", "--data", folder.toString(), "--spec", "IVF16,PQ4,Refine(Flat)");
    assertThat(out.toString()).contains("1,500 entries").contains("first answer after");
    assertThat(folder.resolve("nearfield-IVF16_PQ4_Refine_Flat_-i10.index")).exists();
  }

  @Test
  void pairsAreFoundWithTheWantedRecall() {
    run("pairs", "--data", folder.toString(), "-k", "5", "--cells", "32", "--rounds", "1");
    assertThat(out.toString()).contains("1,500 vectors of 32 dimensions, k = 5, 32 cells");
    String joined =
        out.toString()
            .lines()
            .filter(line -> line.contains("assigned and joined"))
            .findFirst()
            .orElseThrow();
    assertThat(Double.parseDouble(joined.split("\\|")[4].strip())).isGreaterThan(0.93);
  }
}
