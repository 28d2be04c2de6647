package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Names;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Radius;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** How many, how near, in which order, among what: all of a lookup but what it searches for. */
final class LookupOptions {

  private static final int UNSET_RERANK = -1;
  private static final int MAX_RERANK = 1_000;

  @Option(
      names = "-k",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many neighbours. Default: ${DEFAULT-VALUE}.")
  private int k;

  @Option(
      names = "--page",
      paramLabel = "N",
      description = "Shows this page of the neighbours; the first is 0.")
  private Integer page;

  @Option(
      names = "--page-size",
      paramLabel = "N",
      description = "How many neighbours a page has. Default: -k.")
  private Integer pageSize;

  @Option(
      names = "--radius",
      paramLabel = "DISTANCE",
      description =
          "Only what is at most this far, or what fits bounds such as '>=0.1,<0.5' (< <= > >= = !="
              + "); of more than -k entries the nearest.")
  private String radius;

  @Option(names = "--farthest", description = "The farthest first.")
  private boolean farthest;

  @Option(
      names = "--filter",
      paramLabel = "EXPRESSION",
      description = "Only among entities for which this is true.")
  private String filter;

  @Option(
      names = "--within",
      paramLabel = "FILE",
      description = "Only among the entities whose ids are in this file, one a line.")
  private Path within;

  @Option(
      names = "--nprobe",
      paramLabel = "N",
      defaultValue = "0",
      description = "How many cells to probe. Default: the generation's own.")
  private int nprobe;

  @Option(
      names = "--rerank",
      paramLabel = "N",
      defaultValue = "" + UNSET_RERANK,
      description = "Candidates per neighbour compared exactly. Default: the generation's own.")
  private int rerank;

  @Option(names = "--exact", description = "Compares every entry by its full vector.")
  private boolean exact;

  @Option(
      names = "--attributes",
      paramLabel = "NAMES",
      split = ",",
      description = "Shows these of the index's columns. Default: all.")
  private List<String> attributes;

  int k() {
    return k;
  }

  String filter() {
    return filter;
  }

  int nprobe() {
    return nprobe;
  }

  int rerank() {
    return rerank;
  }

  boolean exact() {
    return exact;
  }

  /** The radius, or null. */
  Radius radius() {
    return radius == null ? null : RadiusOption.parse(radius);
  }

  void check() {
    Numbers.requireAtLeast(0, nprobe, "probe " + nprobe + " cells", "--nprobe");
    Numbers.requireBetween(
        UNSET_RERANK,
        MAX_RERANK,
        rerank,
        "compare " + rerank + " candidates per neighbour",
        "--rerank");
    if (radius != null && nprobe > 0) {
      throw new IllegalArgumentException(
          "Cannot use --nprobe with --radius: all cells that can hold something so near are"
              + " probed");
    }
    if (pageSize != null) {
      Numbers.requireAtLeast(1, pageSize, "show " + pageSize + " neighbours a page", "--page-size");
    }
    if (page != null) {
      Numbers.requireAtLeast(0, page, "show page " + page, "--page");
    }
  }

  /** Refuses what a file of queries cannot be asked with. */
  void checkBatch() {
    refuse(page != null || pageSize != null, "--page");
    refuse(farthest, "--farthest");
    refuse(within != null, "--within");
    refuse(attributes != null, "--attributes");
    if (radius != null && atMost() == null) {
      throw new IllegalArgumentException(
          "Cannot use --radius '" + radius + "' with --queries: give the most, one number");
    }
  }

  /** The radius of a file of queries, or null. */
  Float atMost() {
    Radius given = radius();
    return given != null && given.equals(Radius.atMost(given.bounds().get(0).value()))
        ? Float.valueOf((float) given.bounds().get(0).value())
        : null;
  }

  private static void refuse(boolean given, String option) {
    if (given) {
      throw new IllegalArgumentException(
          "Cannot use " + option + " with --queries: ask one at a time");
    }
  }

  /** The lookup. */
  Lookup lookup(Lookup.Query query) {
    Lookup lookup =
        Lookup.of(query, k)
            .withFilter(filter)
            .with(new Lookup.Effort(nprobe, rerank, exact))
            .withRadius(radius())
            .returning(attributes);
    if (page != null || pageSize != null) {
      lookup = lookup.withPage(page == null ? 0 : page, pageSize == null ? k : pageSize);
    }
    if (within != null) {
      lookup = lookup.within(ids(within));
    }
    return farthest ? lookup.farthest() : lookup;
  }

  private static Set<String> ids(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "Cannot read ids of '" + file + "': no such file (--within)");
    }
    try {
      Set<String> ids = new LinkedHashSet<>();
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank()) {
          ids.add(Names.checkEntityId(line.strip()));
        }
      }
      return ids;
    } catch (IOException e) {
      throw new NearfieldException("Cannot read ids of '" + file + "': " + e + " (--within)", e);
    }
  }
}
