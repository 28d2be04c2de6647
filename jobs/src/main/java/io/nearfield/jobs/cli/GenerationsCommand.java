package io.nearfield.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code nearfield generations}: the trained and built versions of an index. */
@Command(
    name = "generations",
    description = "Lists, shows, activates, retires and expires the generations of an index.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      GenerationsListCommand.class,
      GenerationsShowCommand.class,
      GenerationsActivateCommand.class,
      GenerationsRetireCommand.class,
      GenerationsExpireCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield generations list --index products",
      "  nearfield generations show --index products --generation 3",
      "  nearfield generations expire --index products --keep-retired 1"
    })
final class GenerationsCommand implements Runnable {

  @Spec private CommandSpec spec;

  @ParentCommand private RootCommand root;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name what to do with generations: list, show, activate, ...");
  }

  RootCommand root() {
    return root;
  }
}
