package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.feature.VectorLine;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.VectorsView;
import io.nearfield.jobs.spark.SparkSteps;
import io.nearfield.spark.features.AddVectorsAction;
import io.nearfield.spark.features.VectorsReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield indexes add}. */
@Command(
    name = "add",
    description =
        "Adds vectors to an index and to the feature set that it was built from, and makes them"
            + " visible in one commit if the recall target is still reached.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield indexes add --index products --from new.jsonl",
      "  nearfield indexes add --index products --from new.jsonl --existing skip",
      "",
      "A line is {\"id\": \"p17\", \"vector\": [0.1, ...]}."
    })
final class IndexesAddCommand implements Callable<Integer> {

  /** What becomes of a vector whose entity has one. */
  enum Existing {
    /** The new one takes its place. */
    REPLACE,
    /** The old one stays. */
    SKIP,
    /** Nothing is added at all. */
    REFUSE
  }

  @ParentCommand private IndexesCommand indexes;

  @Mixin private IndexChoice choice;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "FILE",
      description = "Lines of JSON; - for standard input.")
  private String from;

  @Option(
      names = "--existing",
      paramLabel = "RULE",
      defaultValue = "replace",
      description =
          "Entities that have a vector: replace it, skip them, or refuse the whole input. Default:"
              + " ${DEFAULT-VALUE}.")
  private Existing existing;

  @Mixin private ModelClaimOptions claim;

  @Override
  public Integer call() {
    RootCommand root = indexes.root();
    try (SparkSteps steps = SparkSteps.open(root.lakeOptions(), root.console().progress())) {
      Lake lake = steps.lake();
      IndexRef ref = choice.of(lake);
      String set = lake.index(ref).requireActive().featureSet();
      List<VectorLine> lines = kept(root, lake, ref, set, read(set));
      if (lines.isEmpty()) {
        root.console().err().println("Nothing to add");
        return ExitStatus.OK;
      }
      VectorsReport report =
          new AddVectorsAction(lake)
              .run(ref.dataset(), set, claim.claim(), source(), lines.iterator());
      VectorsView.print(report, root.console(), root.json(), root.prefix());
      if (report.in() > 0 && report.refused() == report.in()) {
        return ExitStatus.FAILURE;
      }
      return IndexRefresh.run(root, steps, ref);
    }
  }

  private List<VectorLine> kept(
      RootCommand root, Lake lake, IndexRef ref, String set, List<VectorLine> lines) {
    if (existing == Existing.REPLACE) {
      return lines;
    }
    List<String> ids = lines.stream().map(VectorLine::entityId).filter(id -> id != null).toList();
    Set<String> there =
        new HashSet<>(lake.features(lake.requireFeatureSet(ref.dataset(), set)).find(ids).keySet());
    if (!there.isEmpty() && existing == Existing.REFUSE) {
      throw new NearfieldException(
          "Cannot add to index '%s': %d of the entities have a vector already, such as '%s'; give --existing replace or skip"
              .formatted(ref, there.size(), there.stream().sorted().findFirst().orElseThrow()));
    }
    if (!there.isEmpty()) {
      root.console().err().println(there.size() + " skipped: they have a vector already");
    }
    return lines.stream().filter(line -> !there.contains(line.entityId())).toList();
  }

  private List<VectorLine> read(String set) {
    List<VectorLine> lines = new ArrayList<>();
    try (BufferedReader reader =
        from.equals("-")
            ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
            : Files.newBufferedReader(Path.of(from))) {
      reader
          .lines()
          .filter(line -> !line.isBlank())
          .flatMap(line -> VectorLine.parse(line, set).stream())
          .forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      throw new NearfieldException(
          "Cannot read vectors from '" + from + "': " + e + " (--from)", e);
    }
    return lines;
  }

  private String source() {
    return from.equals("-") ? "stdin" : Path.of(from).getFileName().toString();
  }
}
