package io.nearfield.jobs.render;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.spark.neighbours.DuplicatesReport;
import io.nearfield.spark.neighbours.DuplicatesReport.Group;
import io.nearfield.spark.neighbours.DuplicatesReport.Member;
import io.nearfield.spark.neighbours.NeighboursReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What came of computing neighbours or duplicates, for people and for scripts. */
public final class PairsView {

  private static final int LONGEST_TEXT = 60;

  private PairsView() {}

  public static Map<String, Object> json(IndexRef index, NeighboursReport report) {
    return Json.object(
        "index", index.toString(),
        "table", report.table(),
        "generation", report.generation(),
        "entities", report.entities(),
        "computed", report.computed(),
        "kept", report.kept(),
        "gone", report.gone(),
        "nprobe", report.nprobe(),
        "recall", report.recall(),
        "recall_low", report.recallLow(),
        "recall_high", report.recallHigh(),
        "seconds", report.seconds());
  }

  public static String sentence(IndexRef index, NeighboursReport report) {
    String took = Figures.duration(Duration.ofMillis(Math.round(report.seconds() * 1000)));
    if (report.computed() == 0 && report.gone() == 0) {
      return "%s: the neighbours of %s are up to date in %s"
          .formatted(index, Figures.count(report.entities(), "entity"), report.table());
    }
    return "%s: %s computed, %s kept, %s gone in %s; recall %s at nprobe %s; in %s"
        .formatted(
            index,
            Figures.count(report.computed(), "entity"),
            Figures.count(report.kept()),
            Figures.count(report.gone()),
            took,
            Figures.ratio(report.recall()),
            Figures.count(report.nprobe()),
            report.table());
  }

  public static Map<String, Object> json(IndexRef index, DuplicatesReport report) {
    List<Object> sample = new ArrayList<>();
    for (Group group : report.sample()) {
      List<Object> members = new ArrayList<>();
      for (Member member : group.members()) {
        members.add(
            Json.object(
                "entity_id", member.entityId(),
                "distance", member.distance(),
                "text", member.text()));
      }
      sample.add(Json.object("group_id", group.id(), "size", group.size(), "members", members));
    }
    return Json.object(
        "index", index.toString(),
        "table", report.table(),
        "generation", report.generation(),
        "entities", report.entities(),
        "groups", report.groups(),
        "members", report.members(),
        "redundant", report.redundant(),
        "largest", report.largest(),
        "crowded", report.crowded(),
        "seconds", report.seconds(),
        "sample", sample);
  }

  public static String sentence(IndexRef index, DuplicatesReport report) {
    String crowded =
        report.crowded() == 0
            ? ""
            : "; %s more within the radius than were looked at, groups may be split there (a smaller --radius)"
                .formatted(
                    report.crowded() == 1
                        ? "1 entity has"
                        : Figures.count(report.crowded()) + " entities have");
    return "%s: %s with %s of %s; %s could go; the largest has %s; in %s%s"
        .formatted(
            index,
            Figures.count(report.groups(), "group"),
            Figures.count(report.members()),
            Figures.count(report.entities(), "entity"),
            Figures.count(report.redundant()),
            Figures.count(report.largest()),
            report.table(),
            crowded);
  }

  /** The largest groups, some members each; the first one's id is the group's. */
  public static Table groups(DuplicatesReport report) {
    Table table =
        new Table()
            .column("size", Table.Kind.NUMBER)
            .column("id", Table.Kind.NAME)
            .column("distance", Table.Kind.NUMBER)
            .column("text", Table.Kind.NAME);
    for (Group group : report.sample()) {
      boolean first = true;
      for (Member member : group.members()) {
        table.row(
            List.of(
                first ? Figures.count(group.size()) : "",
                member.entityId(),
                Figures.distance(member.distance()),
                shortened(member.text())));
        first = false;
      }
    }
    return table;
  }

  private static String shortened(String text) {
    String line = text == null ? "" : text.replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT - 1) + "…";
  }
}
