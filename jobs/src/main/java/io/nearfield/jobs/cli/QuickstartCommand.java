package io.nearfield.jobs.cli;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.jobs.quickstart.Quickstart;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield quickstart}. */
@Command(
    name = "quickstart",
    description =
        "Runs everything once on a sample that comes with it: ingest, embed, build, five questions,"
            + " pictures, the live job. A second run finds its work done.",
    footerHeading = "%nExamples:%n",
    footer = {"  nearfield quickstart", "  nearfield quickstart --warehouse ~/try-nearfield"})
final class QuickstartCommand implements Callable<Integer> {

  private static final String FOLDER = "quickstart-sample";

  @ParentCommand private RootCommand root;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where the sample is written. Default: " + FOLDER + " in the warehouse.")
  private Path folder;

  @Override
  public Integer call() {
    String launcher = System.getProperty("nearfield.launcher");
    if (launcher == null) {
      throw new NearfieldException(
          "Cannot start the live job from here; run the quickstart with bin/nearfield");
    }
    new Quickstart(
            root.lakeOptions(),
            root.console(),
            Path.of(launcher),
            folder == null ? root.localFolder().resolve(FOLDER) : folder.toAbsolutePath(),
            root.prefix())
        .run();
    return ExitStatus.OK;
  }
}
