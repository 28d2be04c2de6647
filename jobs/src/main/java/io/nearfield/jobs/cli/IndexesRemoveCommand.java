package io.nearfield.jobs.cli;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.FeatureTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.spark.SparkSteps;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield indexes remove}. */
@Command(
    name = "remove",
    description =
        "Removes entities from an index and from the feature set that it was built from. Their"
            + " items stay: 'embed' gives them a vector again.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield indexes remove --index products --ids p17,p18",
      "  nearfield indexes remove --index products --ids-file gone.txt --missing refuse"
    })
final class IndexesRemoveCommand implements Callable<Integer> {

  private static final int PER_COMMIT = 5_000;

  /** What becomes of ids that have no vector. */
  enum Missing {
    /** They are passed over in silence. */
    IGNORE,
    /** They are named. */
    WARN,
    /** Nothing is removed at all. */
    REFUSE
  }

  @ParentCommand private IndexesCommand indexes;

  @Mixin private IndexChoice choice;

  @Mixin private IdOptions ids;

  @Option(
      names = "--missing",
      paramLabel = "RULE",
      defaultValue = "warn",
      description =
          "Ids without a vector: ignore them, warn of them, or refuse the whole input. Default:"
              + " ${DEFAULT-VALUE}.")
  private Missing missing;

  @Override
  public Integer call() {
    RootCommand root = indexes.root();
    List<String> wanted = ids.read();
    try (SparkSteps steps = SparkSteps.open(root.lakeOptions(), root.console().progress())) {
      Lake lake = steps.lake();
      IndexRef ref = choice.of(lake);
      FeatureSet set =
          lake.requireFeatureSet(ref.dataset(), lake.index(ref).requireActive().featureSet());
      int removed = remove(root, ref, lake.features(set), wanted);
      return removed == 0 ? ExitStatus.OK : IndexRefresh.run(root, steps, ref);
    }
  }

  private int remove(RootCommand root, IndexRef ref, FeatureTable vectors, List<String> wanted) {
    Set<String> absent = new LinkedHashSet<>(wanted);
    for (List<String> some : parts(wanted)) {
      absent.removeAll(vectors.find(some).keySet());
    }
    if (!absent.isEmpty() && missing == Missing.REFUSE) {
      throw new NearfieldException(
          "Cannot remove from index '%s': %d of the ids have no vector, such as '%s'; give --missing ignore or warn"
              .formatted(ref, absent.size(), absent.iterator().next()));
    }
    if (missing == Missing.WARN) {
      absent.forEach(id -> root.console().err().println("No vector of '" + id + "' in " + ref));
    }
    int removed = 0;
    for (List<String> some : parts(wanted)) {
      removed += vectors.remove(some).size();
    }
    root.console()
        .out()
        .println(
            root.json()
                ? Json.line(
                    Json.object(
                        "dataset", ref.dataset(),
                        "index", ref.name(),
                        "removed", removed,
                        "missing", absent.size()))
                : "Removed: " + Figures.count(removed, "vector") + " of " + ref);
    return removed;
  }

  private static List<List<String>> parts(List<String> ids) {
    return IntStream.iterate(0, from -> from < ids.size(), from -> from + PER_COMMIT)
        .mapToObj(from -> ids.subList(from, Math.min(ids.size(), from + PER_COMMIT)))
        .toList();
  }
}
