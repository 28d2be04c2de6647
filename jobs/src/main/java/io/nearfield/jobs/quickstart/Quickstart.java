package io.nearfield.jobs.quickstart;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.index.IndexSpec;
import io.nearfield.jobs.quickstart.sample.SampleData;
import io.nearfield.jobs.quickstart.sample.SampleQuestion;
import io.nearfield.jobs.render.Console;
import io.nearfield.jobs.render.Figures;
import io.nearfield.jobs.render.NeighbourView;
import io.nearfield.jobs.render.Summary;
import io.nearfield.jobs.spark.SparkSteps;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.build.BuildReport;
import io.nearfield.spark.embed.EmbedOptions;
import io.nearfield.spark.ingest.IngestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs the sample through every step, and shows the answers. */
public final class Quickstart {

  static final String SHOP = "fernhill";
  static final String PICTURES = "fernhill-pictures";
  private static final String WORDS = "words";
  private static final String LOOK = "look";
  private static final String PRODUCTS = "products";
  private static final String LOOKALIKES = "lookalikes";

  /** Small cells for a small shop; 48 bytes stand for the 1,536 of a whole vector. */
  private static final String SPEC = "IVF16,PQ48";

  private static final int STEPS = 8;

  private final LakeOptions lakeOptions;
  private final Console console;
  private final Narrator narrator;
  private final LiveDemo liveDemo;
  private final Path folder;

  /**
   * @param launcher the {@code bin/nearfield} that starts the live job
   * @param folder where the sample is written to
   * @param prefix what a user types before a command
   */
  public Quickstart(
      LakeOptions lakeOptions, Console console, Path launcher, Path folder, String prefix) {
    this.lakeOptions = lakeOptions;
    this.console = console;
    this.folder = folder;
    this.narrator = new Narrator(console, STEPS, prefix);
    this.liveDemo = new LiveDemo(lakeOptions, new IndexRef(SHOP, PRODUCTS), launcher, narrator);
  }

  public void run() {
    long begun = System.nanoTime();
    console
        .out()
        .println(
            "Nearfield quickstart: a small shop's texts and pictures, embedded, indexed, searched"
                + " and changed live.");
    console.out().println("Everything lies in " + lakeOptions.warehouse() + ".");
    writeSample();
    try (SparkSteps steps = startSpark()) {
      texts(steps);
      ask(steps.lake());
      pictures(steps);
    }
    try (Lake lake = Lake.open(lakeOptions)) {
      liveDemo.run(lake);
    }
    whatNext();
    narrator.finish();
    console
        .out()
        .printf(
            "%nDone in %s (%s).%n",
            Figures.duration(Duration.ofNanos(System.nanoTime() - begun)), narrator.times());
  }

  private void writeSample() {
    narrator.step("Write the sample: products, help texts and guides in four languages, pictures");
    SampleData.writeTo(folder);
    narrator.say("In " + folder);
  }

  private SparkSteps startSpark() {
    long begun = System.nanoTime();
    SparkSteps steps = SparkSteps.open(lakeOptions, console.progress());
    narrator.say(
        "Spark is ready after " + Figures.duration(Duration.ofNanos(System.nanoTime() - begun)));
    return steps;
  }

  private void texts(SparkSteps steps) {
    narrator.step("Ingest the texts: JSON lines, CSV and Markdown become one table of items");
    List<String> paths = List.of(path("catalogue.jsonl"), path("help.csv"), path("guides"));
    narrator.command("ingest --dataset " + SHOP + " " + String.join(" ", paths));
    narrator.say(Summary.of(SHOP, steps.ingest(IngestOptions.of(SHOP, paths))));

    narrator.step("Embed them with the MiniLM model that comes with Nearfield");
    narrator.command("embed --dataset " + SHOP + " --feature-set " + WORDS);
    narrator.say(Summary.of(steps.embed(EmbedOptions.of(SHOP, WORDS))));

    narrator.step("Build an index: train cells and codes, grade it against exact search");
    narrator.command(
        "build --dataset %s --index %s --feature-set %s --spec %s"
            .formatted(SHOP, PRODUCTS, WORDS, SPEC));
    IndexRef ref = new IndexRef(SHOP, PRODUCTS);
    build(steps, BuildOptions.of(ref, WORDS).withSpec(IndexSpec.parse(SPEC)));
  }

  private void ask(Lake lake) {
    narrator.step("Ask five questions in words");
    IndexRef ref = new IndexRef(SHOP, PRODUCTS);
    NeighbourView view = new NeighbourView(lake, SHOP);
    Map<String, AttributeType> columns = lake.index(ref).filterColumns();
    try (IndexSearcher searcher = open(lake, ref)) {
      for (SampleQuestion question : SampleData.questions()) {
        narrator.command(
            "search --index %s --text '%s'%s -k %d"
                .formatted(
                    PRODUCTS,
                    question.question(),
                    question.filter() == null ? "" : " --filter \"" + question.filter() + "\"",
                    question.k()));
        narrator.blank();
        Lookup lookup =
            Lookup.of(new Lookup.ByText(question.question()), question.k())
                .withFilter(question.filter());
        view.withColumns(columns, question.filter())
            .print(console, searcher.search(lookup), false, Narrator.indent());
        narrator.blank();
        narrator.say(question.why());
        narrator.blank();
      }
    }
  }

  private void pictures(SparkSteps steps) {
    narrator.step("The same for pictures: ingest, embed by their look, build");
    String pictures = path("pictures");
    narrator.command("ingest --dataset " + PICTURES + " " + pictures);
    narrator.say(Summary.of(PICTURES, steps.ingest(IngestOptions.of(PICTURES, List.of(pictures)))));
    narrator.command(
        "embed --dataset %s --feature-set %s --model %s"
            .formatted(PICTURES, LOOK, Models.BUILT_IN_IMAGE));
    narrator.say(
        Summary.of(steps.embed(EmbedOptions.of(PICTURES, LOOK).withModel(Models.BUILT_IN_IMAGE))));
    narrator.command(
        "build --dataset %s --index %s --feature-set %s".formatted(PICTURES, LOOKALIKES, LOOK));
    IndexRef ref = new IndexRef(PICTURES, LOOKALIKES);
    build(steps, BuildOptions.of(ref, LOOK));

    Path one = firstPicture();
    narrator.command("search --index %s --image %s -k 5".formatted(LOOKALIKES, one));
    narrator.blank();
    try (IndexSearcher searcher = open(steps.lake(), ref)) {
      Neighbours alike = searcher.search(Lookup.of(new Lookup.ByImage(read(one)), 5));
      new NeighbourView(steps.lake(), PICTURES)
          .withColumns(steps.lake().index(ref).filterColumns(), null)
          .print(console, alike, false, Narrator.indent());
    }
    narrator.blank();
    narrator.say("The picture itself comes first; then the same kind of scene, under other ids.");
  }

  private void build(SparkSteps steps, BuildOptions options) {
    BuildReport report = steps.build(options);
    if (!report.active()) {
      throw new NearfieldException(Summary.rejection(options.index(), report));
    }
    narrator.say(Summary.of(options.index(), report));
  }

  private void whatNext() {
    narrator.step("What next: the same on a folder of your own");
    narrator.command("ingest --dataset mine ~/Documents");
    narrator.command("embed --dataset mine --feature-set words");
    narrator.command("build --dataset mine --index mine --feature-set words");
    narrator.command("search --index mine --text 'what I am looking for'");
    narrator.command("live --index mine");
    narrator.say("More: " + narrator.prefix() + " --help, and README.md");
  }

  private static IndexSearcher open(Lake lake, IndexRef ref) {
    ModelOptions forQueries = ModelOptions.defaults().forQueries();
    return IndexSearcher.open(lake, ref, set -> Models.shared(set.modelLocation(), forQueries));
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private Path firstPicture() {
    try (Stream<Path> files = Files.list(folder.resolve("pictures"))) {
      return files
          .filter(file -> file.toString().endsWith(".png"))
          .sorted()
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new NearfieldException("Cannot read the sample's pictures: " + e.getMessage(), e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new NearfieldException("Cannot read '" + file + "': " + e.getMessage(), e);
    }
  }
}
