package io.nearfield.jobs.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield quickstart}. */
@Command(
    name = "quickstart",
    description = "Runs everything once, end to end, on a sample that comes with it.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield quickstart --warehouse /tmp/try-nearfield")
final class QuickstartCommand implements Callable<Integer> {

  @ParentCommand private RootCommand root;

  @Override
  public Integer call() {
    throw new UnsupportedOperationException(root.toString());
  }
}
