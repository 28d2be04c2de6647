package io.nearfield.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code nearfield views}: named parts of a dataset. */
@Command(
    name = "views",
    description = "Saves, lists, shows and deletes views: named parts of a dataset to search in.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ViewsCreateCommand.class,
      ViewsListCommand.class,
      ViewsShowCommand.class,
      ViewsDeleteCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield views create --dataset shop --view cheap --filter 'price < 20'",
      "  nearfield search --index products --text 'warm jacket' --view cheap"
    })
final class ViewsCommand implements Runnable {

  @Spec private CommandSpec spec;

  @ParentCommand private RootCommand root;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name what to do with views: create, list, show or delete");
  }

  RootCommand root() {
    return root;
  }
}
