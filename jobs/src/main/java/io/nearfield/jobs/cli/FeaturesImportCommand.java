package io.nearfield.jobs.cli;

import io.nearfield.jobs.render.VectorsView;
import io.nearfield.jobs.spark.SparkSteps;
import io.nearfield.spark.features.ImportOptions;
import io.nearfield.spark.features.VectorsReport;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield features import}. */
@Command(
    name = "import",
    description =
        "Imports vectors that somebody else computed, with Spark and in one commit. One that does"
            + " not fit is refused with its row and reason; the others go on.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield features import --dataset shop --feature-set ada --from ada.parquet \\",
      "      --id-column sku --vector-column embedding --model-name ada-002",
      "  nearfield features import --dataset shop --feature-set ada --from ada.npy --ids ada.ids",
      "  nearfield features import --dataset shop --feature-set own --items --vector-column emb"
    })
final class FeaturesImportCommand implements Callable<Integer> {

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
      description = "Into which set; 'features create' makes one.")
  private String featureSet;

  @Option(
      names = "--from",
      paramLabel = "PATH",
      description =
          "A .parquet, .jsonl, .npy or .fvecs file; of the first two also a folder or a pattern.")
  private String from;

  @Option(names = "--items", description = "From a column of the dataset's own items.")
  private boolean items;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "parquet, jsonl, npy or fvecs. Default: by the end of the name.")
  private ImportOptions.Format format;

  @Option(
      names = "--ids",
      paramLabel = "FILE",
      description = "For .npy and .fvecs: a text file with one entity id per line, in their order.")
  private String ids;

  @Option(
      names = "--id-column",
      paramLabel = "NAME",
      description = "Parquet: the column of the entity id. Default: entity_id.")
  private String idColumn = ImportOptions.Columns.DEFAULT.id();

  @Option(
      names = "--vector-column",
      paramLabel = "NAME",
      description = "Parquet and items: the column of the vector. Default: vector.")
  private String vectorColumn = ImportOptions.Columns.DEFAULT.vector();

  @Option(
      names = "--item-column",
      paramLabel = "NAME",
      description =
          "Parquet: the column of the item that an annotation belongs to. Default: the id up to its"
              + " last '#'.")
  private String itemColumn;

  @Mixin private ModelClaimOptions claim;

  @Override
  public Integer call() {
    RootCommand root = features.root();
    ImportOptions options =
        new ImportOptions(
            dataset,
            featureSet,
            format(),
            from,
            ids,
            new ImportOptions.Columns(idColumn, vectorColumn, itemColumn),
            claim.claim());
    try (SparkSteps steps = SparkSteps.open(root.lakeOptions(), root.console().progress())) {
      VectorsReport report = steps.importVectors(options);
      VectorsView.print(report, root.console(), root.json(), root.prefix());
      return report.in() > 0 && report.refused() == report.in()
          ? ExitStatus.FAILURE
          : ExitStatus.OK;
    }
  }

  private ImportOptions.Format format() {
    if (items == (from != null)) {
      throw new IllegalArgumentException(
          "Cannot import: say from where, --from PATH or --items, one of the two");
    }
    if (items) {
      return ImportOptions.Format.ITEMS;
    }
    if (format != null) {
      return format;
    }
    String name = from.toLowerCase(Locale.ROOT).replaceFirst("/+$", "");
    for (ImportOptions.Format one : ImportOptions.Format.values()) {
      if (name.endsWith("." + one.name().toLowerCase(Locale.ROOT))) {
        return one;
      }
    }
    throw new IllegalArgumentException(
        "Cannot tell what '" + from + "' holds by its name; say it with --format");
  }
}
