package io.nearfield.jobs.cli;

import io.nearfield.jobs.render.MoveView;
import io.nearfield.jobs.spark.SparkSteps;
import io.nearfield.spark.features.Judgements;
import io.nearfield.spark.features.ModelMove;
import io.nearfield.spark.features.ModelMoveAction;
import io.nearfield.spark.features.ModelMoveAction.Flipped;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield migrate}. */
@Command(
    name = "migrate",
    description =
        "Moves a feature set to another model while the old one serves. Steps: estimate what it"
            + " costs, backfill a set beside it, compare the neighbours, flip the indexes over, or"
            + " rollback to the old one.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield migrate estimate --dataset shop --feature-set words --to ~/models/e5-small",
      "  nearfield migrate backfill --dataset shop --feature-set words --to ~/models/e5-small",
      "  nearfield migrate compare  --dataset shop --feature-set words --to ~/models/e5-small",
      "  nearfield migrate flip     --dataset shop --feature-set words --to ~/models/e5-small",
      "  nearfield migrate rollback --dataset shop --feature-set words",
      "",
      "The new set is called after the old one and the model's hash. After the flip 'embed' and",
      "'build' go on with that name."
    })
final class MigrateCommand implements Callable<Integer> {

  /** The steps, in order. */
  enum Step {
    ESTIMATE,
    BACKFILL,
    COMPARE,
    FLIP,
    ROLLBACK
  }

  @ParentCommand private RootCommand root;

  @Parameters(paramLabel = "STEP", description = "estimate, backfill, compare, flip or rollback.")
  private Step step;

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
      description = "The set that serves, or, for rollback, that served before.")
  private String featureSet;

  @Option(
      names = "--to",
      paramLabel = "MODEL",
      description = "The new model: a built-in one's name or a model folder. Not for rollback.")
  private String to;

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "200",
      description = "compare: how many entities are asked for. Default: ${DEFAULT-VALUE}.")
  private int sample;

  @Option(
      names = "--judged",
      paramLabel = "FILE",
      description =
          "compare: lines of {\"query\": words, \"relevant\": {id: grade}}; their nDCG@10 by both"
              + " models is told.")
  private Path judged;

  @Option(
      names = "--allow-missing",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "flip: so many entities may lack their new vector, besides those that the model does not"
              + " take or has refused and those that are gone. Default: ${DEFAULT-VALUE}.")
  private long allowMissing;

  @Override
  public Integer call() {
    Numbers.requireBetween(1, 10_000, sample, "compare " + sample + " entities", "--sample");
    Numbers.requireAtLeast(
        0, allowMissing, "allow " + allowMissing + " missing entities", "--allow-missing");
    if ((to == null) != (step == Step.ROLLBACK)) {
      throw new IllegalArgumentException(
          step == Step.ROLLBACK
              ? "Cannot roll back to a model: the set says which it was; leave --to out"
              : "Cannot move to no model: name one (--to)");
    }
    List<Judgements> questions = judged == null ? List.of() : Judgements.read(judged);
    MoveView view = new MoveView(root.console(), root.json());
    try (SparkSteps steps = SparkSteps.open(root.lakeOptions(), root.console().progress())) {
      ModelMoveAction action = steps.modelMove();
      if (step == Step.ROLLBACK) {
        view.print(action.rollback(dataset, featureSet));
        return ExitStatus.OK;
      }
      ModelMove move = ModelMove.of(steps.lake(), dataset, featureSet, to);
      switch (step) {
        case ESTIMATE -> view.print(move, action.estimate(move));
        case BACKFILL -> view.print(action.backfill(move));
        case COMPARE -> view.print(move, action.compare(move, sample, questions));
        default -> {
          List<Flipped> flipped = action.flip(move, allowMissing);
          view.print(flipped);
          if (flipped.isEmpty()) {
            root.console().err().println("No index serves " + dataset + "." + featureSet);
          }
        }
      }
    }
    return ExitStatus.OK;
  }
}
