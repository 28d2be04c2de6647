package io.nearfield.jobs.cli;

import io.nearfield.index.Metric;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.Summary;
import io.nearfield.jobs.spark.SparkSteps;
import io.nearfield.spark.embed.DeviceChoice;
import io.nearfield.spark.embed.EmbedOptions;
import io.nearfield.spark.embed.EmbedReport;
import io.nearfield.spark.embed.Subject;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield embed}. */
@Command(
    name = "embed",
    description =
        "Gives each item of a dataset its vector. Only items whose content or model changed are"
            + " embedded again, and of equal contents one; a run that was killed goes on.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield embed --dataset shop --feature-set words",
      "  nearfield embed --dataset shop --feature-set words-e5 --model"
          + " ~/models/multilingual-e5-small",
      "  nearfield embed --dataset photos --feature-set look --model image-layout",
      "  nearfield embed --dataset photos --feature-set parts --model image-layout --entities patches",
      "  nearfield spark-submit --master spark://head:7077 --conf spark.task.cpus=4 \\",
      "      embed --dataset shop --feature-set words",
      "",
      "A model is minilm (texts, built in), image-layout (pictures, built in) or a folder with",
      "tokenizer.json, config.json and model.onnx or onnx/model.onnx, as Optimum and",
      "sentence-transformers write them."
    })
final class EmbedCommand implements Callable<Integer> {

  @ParentCommand private RootCommand root;

  @Option(names = "--dataset", required = true, paramLabel = "NAME", description = "Whose items.")
  private String dataset;

  @Option(
      names = "--feature-set",
      required = true,
      paramLabel = "FS",
      description = "The set of vectors to write; made at first use.")
  private String featureSet;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "Name of a built-in model, or a model folder: a path, or a URI such as s3a://models/e5."
              + " Default: the feature set's own, or minilm"
              + " for a new one.")
  private String model;

  /** What may be embedded. */
  enum Kind {
    items,
    patches
  }

  @Option(
      names = "--entities",
      paramLabel = "KIND",
      description =
          "items, or patches: the labelled boxes of pictures, each an entity of its own. Default:"
              + " what the feature set is made from, items for a new one.")
  private Kind entities;

  @Option(
      names = "--padding",
      paramLabel = "F",
      description =
          "For patches: how much of what is around a box is shown with it, as a fraction of its"
              + " sides. Default: the set's own, 0.1 for a new one.")
  private Double padding;

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description = "What near means: COSINE, EUCLIDEAN, DOT or L1. Default: COSINE for a new set.")
  private Metric metric;

  @Option(names = "--replace-model", description = "Embeds a set anew that another model has made.")
  private boolean replaceModel;

  @Option(
      names = "--items-per-commit",
      paramLabel = "N",
      defaultValue = "" + EmbedOptions.DEFAULT_ITEMS_PER_COMMIT,
      description = "Commits after so many items at the latest. Default: ${DEFAULT-VALUE}.")
  private int itemsPerCommit;

  @Option(
      names = "--commit-every",
      paramLabel = "TIME",
      defaultValue = EmbedOptions.DEFAULT_COMMIT_SECONDS + "s",
      converter = AgeConverter.class,
      description =
          "Commits after so long at the latest, and gives no task more to do than that: what a"
              + " killed run loses. A number and s, m or h. Default: ${DEFAULT-VALUE}.")
  private Duration commitEvery;

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      defaultValue = "" + EmbedOptions.DEFAULT_MAX_ATTEMPTS,
      description =
          "An item that was tried so often in vain, by all runs together, is not tried again until"
              + " its content or the model changes; 0: always. Default: ${DEFAULT-VALUE}.")
  private int maxAttempts;

  @ArgGroup(exclusive = false, heading = "%nPictures:%n")
  private PictureFlags pictures = new PictureFlags();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      description =
          "cpu, cuda (the GPU that Spark gave the task; the first one in local mode), or auto: that"
              + " GPU if there is one, else the CPU. Default: ${DEFAULT-VALUE}.")
  private DeviceChoice device;

  @Option(
      names = "--item-timeout",
      paramLabel = "SECONDS",
      defaultValue = "" + EmbedOptions.DEFAULT_ITEM_TIMEOUT_SECONDS,
      description =
          "How long the model may take for a text before it is refused. Default: ${DEFAULT-VALUE}.")
  private int itemTimeout;

  @Override
  public Integer call() {
    Numbers.requireAtLeast(
        1, itemsPerCommit, "commit every " + itemsPerCommit + " items", "--items-per-commit");
    if (commitEvery.isZero()) {
      throw new IllegalArgumentException(
          "Cannot commit every 0 s: the time must be above zero (--commit-every)");
    }
    Numbers.requireAtLeast(
        0, maxAttempts, "try an item " + maxAttempts + " times", "--max-attempts");
    Numbers.requireAtLeast(
        1, itemTimeout, "allow " + itemTimeout + " s for an item", "--item-timeout");
    EmbedOptions options =
        EmbedOptions.of(dataset, featureSet)
            .withSubject(subject())
            .withModel(model)
            .withMetric(metric)
            .withReplaceModel(replaceModel)
            .withRunning(
                new EmbedOptions.Running(
                    itemsPerCommit,
                    commitEvery,
                    device,
                    Duration.ofSeconds(itemTimeout),
                    maxAttempts,
                    pictures.limits()));
    try (SparkSteps steps = SparkSteps.open(root.lakeOptions(), root.console().progress())) {
      EmbedReport report = steps.embed(options);
      if (root.json()) {
        root.console().out().println(Json.line(Summary.json(report)));
      } else {
        Summary.of(report).forEach(root.console().out()::println);
      }
    }
    return ExitStatus.OK;
  }

  private Subject subject() {
    if (padding != null && entities != Kind.patches) {
      throw new IllegalArgumentException(
          "Cannot use --padding %s: it is for patches; add --entities patches".formatted(padding));
    }
    if (entities == null) {
      return null;
    }
    return entities == Kind.items
        ? Subject.ITEMS
        : Subject.patches(padding == null ? Subject.DEFAULT_PADDING : padding);
  }
}
