package io.nearfield.jobs.cli;

import io.nearfield.connect.iceberg.IndexTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield generations activate}. */
@Command(
    name = "activate",
    description =
        "Lets a retired generation serve; in the same commit the one that serves now is retired."
            + " Generations that were rejected or never graded cannot serve.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield generations activate --index products --generation 3")
final class GenerationsActivateCommand implements Callable<Integer> {

  @ParentCommand private GenerationsCommand generations;

  @Mixin private GenerationChoice generation;

  @Override
  public Integer call() {
    return generation.change(generations.root(), "activate", IndexTable::rollback);
  }
}
