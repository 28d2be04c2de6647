package io.nearfield.jobs.cli;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.jobs.render.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield indexes connect}. */
@Command(
    name = "connect",
    description =
        "Takes an index whose files are there into the catalog: one whose record was deleted, or"
            + " one of another warehouse. Nothing is copied.",
    footerHeading = "%nExample:%n",
    footer = {
      "  nearfield indexes connect --dataset shop --index products \\",
      "    --from /lake/shop/index_products --codebooks /lake/shop/codebooks_products"
    })
final class IndexesConnectCommand implements Callable<Integer> {

  @ParentCommand private IndexesCommand indexes;

  @Option(names = "--dataset", required = true, paramLabel = "NAME", description = "Its dataset.")
  private String dataset;

  @Option(names = "--index", required = true, paramLabel = "IDX", description = "Its name here.")
  private String index;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "FOLDER",
      description = "The folder of the table of its entries.")
  private String from;

  @Option(
      names = "--codebooks",
      required = true,
      paramLabel = "FOLDER",
      description = "The folder of the table of its codebooks.")
  private String codebooks;

  @Override
  public Integer call() {
    RootCommand root = indexes.root();
    IndexRef ref = new IndexRef(dataset, index);
    try (Lake lake = root.openLake()) {
      lake.upkeep(ref).connect(from, codebooks);
      IndexFacts facts = IndexFacts.of(lake, ref);
      root.console()
          .out()
          .println(
              root.json()
                  ? Json.line(facts.json())
                  : "Connected: index "
                      + ref
                      + (facts.active() == null
                          ? "; no generation is active"
                          : ", generation " + facts.active().number() + " serves"));
    }
    return ExitStatus.OK;
  }
}
