package io.nearfield.jobs.cli;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.FeatureVector;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.View;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.query.ItemFilters;
import io.nearfield.jobs.render.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.iceberg.io.CloseableIterable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield features get}. */
@Command(
    name = "get",
    description =
        "Prints vectors as lines of JSON: those of some ids or of a view, all features of one item or"
            + " annotation, or every vector. Ids without a vector are named, and the exit status is"
            + " then 1.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield features get --dataset shop --feature-set ada --ids p17,p18",
      "  nearfield features get --dataset shop --feature-set ada --ids-file wanted.txt",
      "  nearfield features get --dataset shop --entity p17",
      "  nearfield features get --dataset shop --feature-set ada --view cheap"
    })
final class FeaturesGetCommand implements Callable<Integer> {

  private static final int PER_READ = 10_000;

  @ParentCommand private FeaturesCommand features;

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "NAME",
      description = "Whose features.")
  private String dataset;

  @Option(
      names = "--feature-set",
      paramLabel = "FS",
      description = "Which set. Default: all of the dataset.")
  private String featureSet;

  @ArgGroup(multiplicity = "1")
  private Wanted wanted;

  /** Whose vectors. */
  static final class Wanted {
    @Option(
        names = "--ids",
        split = ",",
        required = true,
        paramLabel = "ID",
        description = "Entity ids, separated by commas.")
    private List<String> ids;

    @Option(
        names = "--ids-file",
        required = true,
        paramLabel = "FILE",
        description = "A text file with one entity id per line.")
    private Path idsFile;

    @Option(
        names = "--entity",
        required = true,
        paramLabel = "ID",
        description = "An item with all its parts, or one annotation.")
    private String entity;

    @Option(
        names = "--view",
        required = true,
        paramLabel = "NAME",
        description = "Those of a saved view.")
    private String view;

    @Option(names = "--all", required = true, description = "Every vector.")
    private boolean all;
  }

  @Override
  public Integer call() {
    RootCommand root = features.root();
    try (Lake lake = root.openLake()) {
      lake.requireDataset(dataset);
      List<FeatureSet> sets =
          featureSet == null
              ? lake.featureSets(dataset)
              : List.of(lake.requireFeatureSet(dataset, featureSet));
      Set<String> missing = new LinkedHashSet<>();
      if (wanted.entity != null) {
        boolean found = false;
        for (FeatureSet set : sets) {
          for (FeatureVector vector : lake.features(set).ofItem(wanted.entity)) {
            print(root, set, vector);
            found = true;
          }
        }
        if (!found) {
          missing.add(wanted.entity);
        }
      } else if (wanted.all) {
        for (FeatureSet set : sets) {
          printAll(root, lake, set);
        }
      } else {
        List<String> ids = ids(lake);
        for (int from = 0; from < ids.size(); from += PER_READ) {
          missing.addAll(
              some(lake, sets, ids.subList(from, Math.min(ids.size(), from + PER_READ))));
        }
      }
      missing.forEach(id -> report(root, id));
      return missing.isEmpty() ? ExitStatus.OK : ExitStatus.FAILURE;
    }
  }

  /** Prints what is there, in the order of the ids; returns those that no set has. */
  private Set<String> some(Lake lake, List<FeatureSet> sets, List<String> ids) {
    Set<String> missing = new LinkedHashSet<>(ids);
    for (FeatureSet set : sets) {
      Map<String, FeatureVector> found = lake.features(set).find(new LinkedHashSet<>(ids));
      ids.stream()
          .distinct()
          .filter(found::containsKey)
          .forEach(id -> print(features.root(), set, found.get(id)));
      missing.removeAll(found.keySet());
    }
    return missing;
  }

  private static void printAll(RootCommand root, Lake lake, FeatureSet set) {
    try (CloseableIterable<FeatureVector> vectors = lake.features(set).scan()) {
      vectors.forEach(vector -> print(root, set, vector));
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot read feature set '" + set.name() + "': " + e.getMessage(), e);
    }
  }

  private List<String> ids(Lake lake) {
    if (wanted.view != null) {
      View view = lake.views(dataset).require(wanted.view);
      return view.ids() != null
          ? view.ids()
          : ItemFilters.ids(lake, dataset, view.filter()).stream().sorted().toList();
    }
    if (wanted.ids != null) {
      return wanted.ids;
    }
    try {
      return Files.readAllLines(wanted.idsFile).stream().filter(id -> !id.isBlank()).toList();
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot read ids from '" + wanted.idsFile + "': " + e + " (--ids-file)", e);
    }
  }

  private static void print(RootCommand root, FeatureSet set, FeatureVector vector) {
    List<Object> numbers = new ArrayList<>(vector.vector().length);
    for (float number : vector.vector()) {
      numbers.add(number);
    }
    root.console()
        .out()
        .println(
            Json.line(
                Json.object(
                    "id", vector.entityId(),
                    "item_id", vector.itemId(),
                    "feature_set", set.name(),
                    "model", set.model().name(),
                    "model_hash", vector.modelHash(),
                    "embedded_at", vector.embeddedAt(),
                    "vector", numbers)));
  }

  private void report(RootCommand root, String id) {
    if (root.json()) {
      root.console().out().println(Json.line(Json.object("id", id, "missing", true)));
    } else {
      root.console()
          .err()
          .println(
              "No vector of '%s' in %s"
                  .formatted(
                      id,
                      featureSet == null
                          ? "any feature set of dataset '" + dataset + "'"
                          : "feature set '" + featureSet + "'"));
    }
  }
}
