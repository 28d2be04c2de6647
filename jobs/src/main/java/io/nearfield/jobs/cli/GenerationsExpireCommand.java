package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.ExpireIndex;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield generations expire}. */
@Command(
    name = "expire",
    description =
        "Deletes the rows of generations that nobody will ask again, old snapshots, and files that"
            + " belong to no snapshot, so that the disk is free again. The active one is never"
            + " touched.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield generations expire --index products",
      "  nearfield generations expire --index products --keep-retired 0 --older-than 0s"
    })
final class GenerationsExpireCommand implements Callable<Integer> {

  @ParentCommand private GenerationsCommand generations;

  @Mixin private IndexChoice index;

  @Option(
      names = "--keep-retired",
      paramLabel = "N",
      defaultValue = "2",
      description = "So many retired generations keep their rows. Default: ${DEFAULT-VALUE}.")
  private int keepRetired;

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      defaultValue = "1h",
      converter = AgeConverter.class,
      description =
          "Snapshots older than this go, such as 30m, 12h or 7d; whoever still reads one fails."
              + " Default: ${DEFAULT-VALUE}.")
  private Duration olderThan;

  @Option(
      names = "--orphans-older-than",
      paramLabel = "AGE",
      defaultValue = "1d",
      converter = AgeConverter.class,
      description =
          "Files of no snapshot go when they are older; younger ones may belong to a build that is"
              + " running. Default: ${DEFAULT-VALUE}.")
  private Duration orphansOlderThan;

  @Override
  public Integer call() {
    Numbers.requireBetween(
        0, 1_000, keepRetired, "keep " + keepRetired + " retired generations", "--keep-retired");
    RootCommand root = generations.root();
    try (Lake lake = root.openLake()) {
      IndexRef ref = index.of(lake);
      Instant now = Instant.now();
      ExpireIndex.Freed freed =
          ExpireIndex.run(
              lake,
              lake.index(ref),
              new ExpireIndex.Policy(
                  now, keepRetired, now.minus(olderThan), now.minus(orphansOlderThan)));
      root.console()
          .out()
          .println(
              root.json()
                  ? Json.line(
                      Json.object(
                          "dataset", ref.dataset(),
                          "index", ref.name(),
                          "withoutRows", freed.generations(),
                          "snapshots", freed.snapshots(),
                          "orphans", freed.orphans(),
                          "bytes", freed.bytes()))
                  : "%s: %s freed: %s and %s gone; generations without rows: %s"
                      .formatted(
                          ref,
                          Figures.count(freed.bytes(), "byte"),
                          Figures.count(freed.snapshots(), "snapshot"),
                          Figures.count(freed.orphans(), "stray file"),
                          freed.generations().isEmpty() ? "none" : freed.generations()));
    }
    return ExitStatus.OK;
  }
}
