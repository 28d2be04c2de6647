package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.IndexUpkeep;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield indexes delete}. */
@Command(
    name = "delete",
    description =
        "Deletes an index: its record alone, so that nobody finds it while its files stay, or every"
            + " file of it as well. The feature set that it was built from stays.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield indexes delete --index products",
      "  nearfield indexes delete --index products --with-files",
      "",
      "Without --with-files the command names the folders with which 'indexes connect' brings the",
      "index back."
    })
final class IndexesDeleteCommand implements Callable<Integer> {

  @ParentCommand private IndexesCommand indexes;

  @Mixin private IndexChoice choice;

  @Option(names = "--with-files", description = "Deletes all its files: it is gone for good.")
  private boolean withFiles;

  @Override
  public Integer call() {
    RootCommand root = indexes.root();
    try (Lake lake = root.openLake()) {
      IndexRef ref = choice.of(lake);
      if (withFiles) {
        long freed = lake.upkeep(ref).delete();
        root.console()
            .out()
            .println(
                root.json()
                    ? Json.line(
                        Json.object(
                            "dataset", ref.dataset(), "index", ref.name(), "bytesFreed", freed))
                    : "Deleted: index " + ref + ", " + Figures.count(freed, "byte") + " freed");
      } else {
        say(root, ref, lake.upkeep(ref).forget());
      }
    }
    return ExitStatus.OK;
  }

  private static void say(RootCommand root, IndexRef ref, List<IndexUpkeep.Left> left) {
    if (root.json()) {
      root.console()
          .out()
          .println(
              Json.line(
                  Json.object(
                      "dataset", ref.dataset(),
                      "index", ref.name(),
                      "bytesFreed", 0,
                      "left",
                          left.stream()
                              .map(
                                  one ->
                                      Json.object("table", one.table(), "folder", one.location()))
                              .toList())));
      return;
    }
    root.console().out().println("Deleted: the record of index " + ref + "; its files stay");
    root.console()
        .out()
        .println(
            "  back with: %s indexes connect --dataset %s --index %s --from %s --codebooks %s"
                .formatted(
                    root.prefix(),
                    ref.dataset(),
                    ref.name(),
                    left.get(0).location(),
                    left.get(1).location()));
  }
}
