package io.nearfield.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code nearfield indexes}: indexes as a whole. */
@Command(
    name = "indexes",
    description =
        "Lists, shows, renames and deletes indexes, connects to one whose files are there, and adds or removes vectors.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      IndexesListCommand.class,
      IndexesShowCommand.class,
      IndexesRenameCommand.class,
      IndexesDeleteCommand.class,
      IndexesConnectCommand.class,
      IndexesAddCommand.class,
      IndexesRemoveCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield indexes list --prompts text",
      "  nearfield indexes show --index products",
      "  nearfield indexes delete --index products --with-files"
    })
final class IndexesCommand implements Runnable {

  @Spec private CommandSpec spec;

  @ParentCommand private RootCommand root;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Name what to do with indexes: list, show, rename, delete, connect, add or remove");
  }

  RootCommand root() {
    return root;
  }
}
