package io.nearfield.jobs.cli;

import io.nearfield.connect.iceberg.IndexTable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield generations retire}. */
@Command(
    name = "retire",
    description =
        "Takes a generation out of service. If it was the active one, nothing serves until another"
            + " is activated. One that a killed build left behind is rejected, so that its rows can"
            + " go.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield generations retire --index products --generation 3")
final class GenerationsRetireCommand implements Callable<Integer> {

  @ParentCommand private GenerationsCommand generations;

  @Mixin private GenerationChoice generation;

  @Override
  public Integer call() {
    return generation.change(generations.root(), "retire", IndexTable::retire);
  }
}
