package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.GenerationView;
import io.nearfield.jobs.render.Json;
import java.util.Comparator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield rollback}. */
@Command(
    name = "rollback",
    description =
        "Lets an earlier generation of an index serve again; the one that serves now is retired."
            + " Lookups change over at once; a running live job when it is started again.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield rollback --index products",
      "  nearfield rollback --index products --generation 3",
      "",
      "nearfield list shows the generations. Only the rows of the newest two retired ones are kept."
    })
final class RollbackCommand implements Callable<Integer> {

  @ParentCommand private RootCommand root;

  @Option(
      names = "--index",
      required = true,
      paramLabel = "IDX",
      description = "Which index: its name, or dataset.name.")
  private String index;

  @Option(names = "--dataset", paramLabel = "NAME", description = "The dataset of the index.")
  private String dataset;

  @Option(
      names = "--generation",
      paramLabel = "N",
      description = "Which generation. Default: the one before the one that serves.")
  private Long number;

  @Override
  public Integer call() {
    if (number != null) {
      Numbers.requireAtLeast(1, number, "roll back to generation " + number, "--generation");
    }
    try (Lake lake = root.openLake()) {
      IndexRef ref = lake.resolveIndex(index, dataset);
      IndexTable table = lake.index(ref);
      long before = table.requireActive().number();
      table.rollback(number == null ? former(table, ref, before) : number);
      Generation now = table.requireActive();
      root.console()
          .out()
          .println(
              root.json() ? Json.line(GenerationView.json(ref, now)) : sentence(ref, before, now));
    }
    return ExitStatus.OK;
  }

  private static String sentence(IndexRef ref, long before, Generation now) {
    return "%s: generation %d %s: %s of %s, recall@10 %s"
        .formatted(
            ref,
            now.number(),
            now.number() == before ? "serves already" : "serves again instead of " + before,
            now.spec(),
            Figures.count(now.entries(), "vector"),
            Figures.ratio(now.recall()));
  }

  private static long former(IndexTable table, IndexRef ref, long active) {
    return table.generations().stream()
        .filter(generation -> generation.state() == Generation.State.RETIRED)
        .filter(generation -> generation.number() < active)
        .max(Comparator.comparingLong(Generation::number))
        .orElseThrow(
            () ->
                new NearfieldException(
                    "Cannot roll back index '"
                        + ref
                        + "': no generation before "
                        + active
                        + " has served (nearfield list; --generation N)"))
        .number();
  }
}
