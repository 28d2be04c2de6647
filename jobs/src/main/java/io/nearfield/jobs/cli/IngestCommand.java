package io.nearfield.jobs.cli;

import io.nearfield.jobs.render.Json;
import io.nearfield.jobs.render.Summary;
import io.nearfield.jobs.spark.SparkSteps;
import io.nearfield.spark.ingest.IngestOptions;
import io.nearfield.spark.ingest.IngestReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield ingest}. */
@Command(
    name = "ingest",
    description =
        "Reads texts, documents, tables and pictures into a dataset. Items that are there already"
            + " are not added again; what cannot be read goes to the dead letters.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield ingest --dataset notes ~/notes",
      "  nearfield ingest --dataset shop --id-column sku --text-column body shop.jsonl prices.csv",
      "",
      "  nearfield ingest --dataset books --chunk-tokens 120 --chunk-overlap 20 --sync ~/books",
      "  nearfield ingest --dataset docs --source table:lake.shop.articles --id-column sku",
      "",
      "Folders are read with all below them: .txt and .md (one item, or one for each chunk of a long",
      "text), .pdf, .epub, .html, .docx, .odt and .rtf (one item for each chunk), .jsonl, .json,",
      ".csv, .tsv and .parquet (one item a row, other columns become attributes), pictures."
    })
final class IngestCommand implements Callable<Integer> {

  @ParentCommand private RootCommand root;

  @Option(names = "--dataset", required = true, paramLabel = "NAME", description = "Where to.")
  private String dataset;

  @Option(
      names = "--id-column",
      paramLabel = "COLUMN",
      description =
          "Holds the entity id, dots for nested fields. Default: entity_id or id, else an id made"
              + " from the content.")
  private String idColumn;

  @Option(
      names = "--text-column",
      paramLabel = "COLUMN",
      description =
          "Holds the text, dots for nested fields. Default: the first of text, body, content,"
              + " description.")
  private String textColumn;

  @Option(
      names = "--max-text-length",
      paramLabel = "N",
      defaultValue = "" + IngestOptions.DEFAULT_MAX_TEXT_LENGTH,
      description = "Refuses longer texts. Default: ${DEFAULT-VALUE} characters.")
  private int maxTextLength;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description =
          "A table or view that Spark can read, table:CATALOG.DB.NAME, or a query, sql:SELECT ...;"
              + " may be given several times, instead of a PATH or beside it.")
  private List<String> sources = new ArrayList<>();

  @ArgGroup(exclusive = false, heading = "%nLong texts and documents:%n")
  private ChunkingFlags chunking = new ChunkingFlags();

  @ArgGroup(exclusive = false, heading = "%nPictures:%n")
  private PictureFlags pictures = new PictureFlags();

  @Option(
      names = "--sync",
      description =
          "Marks items as removed that came from these PATHs and sources and are not there any"
              + " more. They come back when they are ingested again.")
  private boolean sync;

  @Parameters(arity = "0..*", paramLabel = "PATH", description = "Files, folders or globs.")
  private List<String> paths = new ArrayList<>();

  @Override
  public Integer call() {
    Numbers.requireAtLeast(
        1, maxTextLength, "ingest texts of " + maxTextLength + " characters", "--max-text-length");
    IngestOptions options =
        IngestOptions.of(dataset, paths, sources)
            .withIdColumn(idColumn)
            .withTextColumn(textColumn)
            .withMaxTextLength(maxTextLength)
            .withChunking(chunking.chunking())
            .withPictures(pictures.limits());
    if (sync) {
      options = options.withSync();
    }
    try (SparkSteps steps = SparkSteps.open(root.lakeOptions(), root.console().progress())) {
      IngestReport report = steps.ingest(options);
      if (root.json()) {
        root.console().out().println(Json.line(Summary.json(report)));
      } else {
        Summary.of(dataset, report).forEach(root.console().out()::println);
      }
    }
    return ExitStatus.OK;
  }
}
