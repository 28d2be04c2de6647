package io.nearfield.jobs.cli;

import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.onnx.Models;
import io.nearfield.index.Metric;
import io.nearfield.jobs.render.FeatureSetView;
import io.nearfield.jobs.render.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield features create}. */
@Command(
    name = "create",
    description =
        "Creates an empty feature set. If the same one is there already, nothing happens.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield features create --dataset shop --feature-set ada --dimension 1536 --model-name ada-002",
      "  nearfield features create --dataset shop --feature-set faces --entity-type annotation \\",
      "      --dimension 512 --metric cosine --set-type face --meta owner=vision",
      "  nearfield features create --dataset shop --feature-set words --model minilm"
    })
final class FeaturesCreateCommand implements Callable<Integer> {

  private static final int LARGEST_DIMENSION = 65_536;

  @ParentCommand private FeaturesCommand features;

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "NAME",
      description = "Whose features.")
  private String dataset;

  @Option(
      names = "--feature-set",
      required = true,
      paramLabel = "FS",
      description = "Its name, unique in the dataset.")
  private String featureSet;

  @Option(
      names = "--dimension",
      paramLabel = "N",
      description = "How many numbers a vector has. Default: the model's, with --model.")
  private Integer dimension;

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      defaultValue = "COSINE",
      description = "What near means: COSINE, EUCLIDEAN, DOT or L1. Default: ${DEFAULT-VALUE}.")
  private Metric metric;

  @Option(
      names = "--entity-type",
      paramLabel = "TYPE",
      defaultValue = "ITEM",
      description = "What has a vector: ITEM or ANNOTATION. Default: ${DEFAULT-VALUE}.")
  private EntityType entityType;

  @Option(
      names = "--set-type",
      paramLabel = "WORD",
      defaultValue = "",
      description = "Your own word for the kind of set.")
  private String setType;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "The model that will embed into it: a built-in one's name or a model folder.")
  private String model;

  @Option(
      names = "--model-name",
      paramLabel = "NAME",
      description = "The model that somebody else computes its vectors with.")
  private String modelName;

  @Option(names = "--meta", paramLabel = "KEY=VALUE", description = "A note; repeat for more.")
  private Map<String, String> metadata = new LinkedHashMap<>();

  @Override
  public Integer call() {
    RootCommand root = features.root();
    FeatureSet wanted =
        new FeatureSet(
            dataset, featureSet, metric, identity(), location(), entityType, setType, metadata);
    try (Lake lake = root.openLake()) {
      boolean there = lake.featureSet(dataset, featureSet).isPresent();
      FeatureSet set = lake.createFeatureSet(wanted);
      root.console()
          .out()
          .println(
              root.json()
                  ? Json.line(FeatureSetView.json(set))
                  : FeatureSetView.sentence(set) + (there ? ": is there already" : ": created"));
    }
    return ExitStatus.OK;
  }

  private ModelIdentity identity() {
    if (model != null) {
      if (modelName != null) {
        throw new IllegalArgumentException(
            "Cannot create a feature set of two models: give --model or --model-name");
      }
      ModelIdentity identity = Models.identity(location());
      if (dimension != null && dimension != identity.dimension()) {
        throw new IllegalArgumentException(
            "Cannot create a feature set of dimension %d: model %s makes vectors of %d (--dimension)"
                .formatted(dimension, identity.shortForm(), identity.dimension()));
      }
      return identity;
    }
    if (dimension == null) {
      throw new IllegalArgumentException(
          "Cannot create a feature set without a dimension; give --dimension or --model");
    }
    Numbers.requireBetween(
        1, LARGEST_DIMENSION, dimension, "use dimension " + dimension, "--dimension");
    return modelName == null
        ? ModelIdentity.imported(dimension)
        : ModelIdentity.imported(modelName, dimension);
  }

  /** A folder becomes absolute, so that it is found from everywhere on this machine. */
  private String location() {
    return model != null && Files.isDirectory(Path.of(model))
        ? Path.of(model).toAbsolutePath().normalize().toString()
        : model;
  }
}
