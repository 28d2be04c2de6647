package io.nearfield.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code nearfield semantic}: semantic indexes. */
@Command(
    name = "semantic",
    description =
        "Makes, lists, shows and deletes semantic indexes: feature sets searched by documents, each field with its model.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SemanticCreateCommand.class,
      SemanticListCommand.class,
      SemanticShowCommand.class,
      SemanticDeleteCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield semantic create --dataset photos --name my-index --feature-set clip --model image=clip --model captions=clip",
      "  nearfield query --dataset photos --file like.json"
    })
final class SemanticCommand implements Runnable {

  @Spec private CommandSpec spec;

  @ParentCommand private RootCommand root;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name what to do with semantic indexes: create, list, show or delete");
  }

  RootCommand root() {
    return root;
  }
}
