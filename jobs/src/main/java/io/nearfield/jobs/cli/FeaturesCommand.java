package io.nearfield.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code nearfield features}: what can be done with feature sets beside embedding. */
@Command(
    name = "features",
    description = "Creates, shows and deletes feature sets, and puts vectors in and out of them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      FeaturesCreateCommand.class,
      FeaturesListCommand.class,
      FeaturesShowCommand.class,
      FeaturesRenameCommand.class,
      FeaturesDeleteCommand.class,
      FeaturesAddCommand.class,
      FeaturesImportCommand.class,
      FeaturesGetCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield features create --dataset shop --feature-set ada --dimension 1536 --model-name ada-002",
      "  nearfield features import --dataset shop --feature-set ada --from ada.parquet",
      "  nearfield features get --dataset shop --entity p17"
    })
final class FeaturesCommand implements Runnable {

  @Spec private CommandSpec spec;

  @ParentCommand private RootCommand root;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name what to do with features: create, list, show, ...");
  }

  RootCommand root() {
    return root;
  }
}
