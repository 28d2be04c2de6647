package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.GenerationView;
import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.Table;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield generations list}. */
@Command(
    name = "list",
    description = "Lists the generations of an index, of any state.",
    footerHeading = "%nExample:%n",
    footer = "  nearfield generations list --index products")
final class GenerationsListCommand implements Callable<Integer> {

  @ParentCommand private GenerationsCommand generations;

  @Mixin private IndexChoice index;

  @Override
  public Integer call() {
    RootCommand root = generations.root();
    try (Lake lake = root.openLake()) {
      IndexRef ref = index.of(lake);
      List<Generation> all = lake.index(ref).generations();
      if (root.json()) {
        all.forEach(one -> root.console().out().println(Json.line(GenerationView.json(ref, one))));
      } else if (all.isEmpty()) {
        root.console().err().println("No generations yet; make one with 'nearfield build'");
      } else {
        root.console().print(table(all));
      }
    }
    return ExitStatus.OK;
  }

  private static Table table(List<Generation> all) {
    Table table =
        new Table()
            .column("generation", Table.Kind.NUMBER)
            .column("state", Table.Kind.NAME)
            .column("spec", Table.Kind.NAME)
            .column("vectors", Table.Kind.NUMBER)
            .column("recall@10", Table.Kind.NUMBER)
            .column("target", Table.Kind.NUMBER)
            .column("drift", Table.Kind.NUMBER)
            .column("built", Table.Kind.NAME);
    for (Generation one : all) {
      table.row(
          Long.toString(one.number()),
          one.state().name().toLowerCase(Locale.ROOT),
          one.spec().toString(),
          Figures.count(one.entries()),
          Figures.ratio(one.recall()),
          Figures.ratio(one.recallTarget()),
          one.figures().coverage() == null ? "" : Figures.ratio(one.figures().coverage().drift()),
          one.createdAt().toString());
    }
    return table;
  }
}
