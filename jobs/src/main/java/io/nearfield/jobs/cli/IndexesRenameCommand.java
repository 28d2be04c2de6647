package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield indexes rename}. */
@Command(
    name = "rename",
    description =
        "Gives an index another name. Its files stay where they are; a live job of the old name is"
            + " to be stopped before and started under the new one.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield indexes rename --index products --to articles")
final class IndexesRenameCommand implements Callable<Integer> {

  @ParentCommand private IndexesCommand indexes;

  @Mixin private IndexChoice choice;

  @Option(names = "--to", required = true, paramLabel = "NAME", description = "Its new name.")
  private String to;

  @Override
  public Integer call() {
    RootCommand root = indexes.root();
    try (Lake lake = root.openLake()) {
      IndexRef ref = choice.of(lake);
      IndexRef renamed = lake.upkeep(ref).rename(to);
      root.console()
          .out()
          .println(
              root.json()
                  ? Json.line(
                      Json.object(
                          "dataset", ref.dataset(), "index", renamed.name(), "was", ref.name()))
                  : "Renamed: index " + ref + " is " + renamed + " now");
    }
    return ExitStatus.OK;
  }
}
