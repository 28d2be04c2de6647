package io.nearfield.jobs.cli;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.feature.VectorLine;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.VectorsView;
import io.nearfield.spark.features.AddVectorsAction;
import io.nearfield.spark.features.VectorsReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield features add}. */
@Command(
    name = "add",
    description =
        "Adds one vector or many. A vector of an entity that has one already takes its place. One"
            + " that does not fit is refused with its row and reason; the others go on.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield features add --dataset shop --feature-set ada --id p17 --vector '[0.1, 0.2, 0.3]'",
      "  nearfield features add --dataset shop --feature-set ada --from new.jsonl",
      "  my-embedder | nearfield features add --dataset shop --feature-set ada --from -",
      "",
      "A line is {\"id\": \"p17\", \"vector\": [0.1, ...]}; for annotations also \"item_id\".",
      "For millions of vectors use 'features import', which works with Spark."
    })
final class FeaturesAddCommand implements Callable<Integer> {

  @ParentCommand private FeaturesCommand features;

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "NAME",
      description = "Whose features.")
  private String dataset;

  @Option(names = "--feature-set", required = true, paramLabel = "FS", description = "Which set.")
  private String featureSet;

  @ArgGroup(multiplicity = "1")
  private Given given;

  @Mixin private ModelClaimOptions claim;

  /** One vector or a file of them. */
  static final class Given {
    @ArgGroup(exclusive = false, multiplicity = "1")
    private One one;

    @Option(
        names = "--from",
        required = true,
        paramLabel = "FILE",
        description = "Lines of JSON; - for standard input.")
    private String from;
  }

  /** One vector on the command line. */
  static final class One {
    @Option(names = "--id", required = true, paramLabel = "ID", description = "Whose vector.")
    private String id;

    @Option(
        names = "--vector",
        required = true,
        paramLabel = "NUMBERS",
        description = "The vector as JSON: [0.1, 0.2, ...].")
    private String vector;

    @Option(
        names = "--item-id",
        paramLabel = "ID",
        description = "The item that an annotation belongs to. Default: the id up to its last '#'.")
    private String itemId;
  }

  @Override
  public Integer call() {
    RootCommand root = features.root();
    try (Lake lake = root.openLake()) {
      VectorsReport report = add(new AddVectorsAction(lake));
      VectorsView.print(report, root.console(), root.json(), root.prefix());
      return report.in() > 0 && report.refused() == report.in()
          ? ExitStatus.FAILURE
          : ExitStatus.OK;
    }
  }

  private VectorsReport add(AddVectorsAction action) {
    if (given.one != null) {
      VectorLine line = VectorLine.ofNumbers(given.one.id, given.one.itemId, given.one.vector);
      return action.run(dataset, featureSet, claim.claim(), "--vector", List.of(line).iterator());
    }
    boolean piped = given.from.equals("-");
    try (BufferedReader reader =
        piped
            ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
            : Files.newBufferedReader(Path.of(given.from))) {
      Iterator<VectorLine> lines =
          reader
              .lines()
              .filter(line -> !line.isBlank())
              .flatMap(line -> VectorLine.parse(line, featureSet).stream())
              .iterator();
      String source = piped ? "stdin" : Path.of(given.from).getFileName().toString();
      return action.run(dataset, featureSet, claim.claim(), source, lines);
    } catch (IOException | UncheckedIOException e) {
      throw new NearfieldException(
          "Cannot read vectors from '" + given.from + "': " + e + " (--from)", e);
    }
  }
}
