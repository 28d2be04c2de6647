package io.nearfield.benchmarks;

import io.nearfield.benchmarks.compare.Row;
import io.nearfield.benchmarks.compare.RowResult;
import io.nearfield.benchmarks.compare.RowResult.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What users are commonly told that a million vectors of 384 dimensions cost, beside what was
 * measured here: the time of one query by one thread, and all the bytes it may touch.
 */
final class CommonlyTold {

  private CommonlyTold() {}

  /** What is told of a row. */
  private record Told(String index, String row, double millis, double recall, double megabytes) {}

  private static final List<Told> TOLD =
      List.of(
          new Told("exact", "exact", 100, 1, 1_500),
          new Told("IVF-Flat", "0.98-ivfflat", 5, 0.98, 0),
          new Told("IVF-PQ", "0.95-150mb", 3, 0.95, 150));

  /** Nothing unless there are a million vectors or more and some of these rows were measured. */
  static List<String> lines(List<RowResult> results, int vectors) {
    Markdown table =
        new Markdown("index", "commonly told", "measured here", "times faster", "with");
    boolean any = false;
    for (Told told : TOLD) {
      Row row = Row.parse(told.row());
      for (RowResult result : results) {
        Measured ours = result.ours();
        if (result.row().equals(row) && ours != null) {
          any = true;
          table.row(
              told.index(),
              text(told.millis(), told.recall(), told.megabytes()),
              text(ours.p50Millis(), ours.recall(), ours.built().bytes() / 1e6),
              String.format(Locale.ROOT, "%.1f", told.millis() / ours.p50Millis()),
              ours.spec() + ", " + ours.setting());
        }
      }
    }
    if (!any || vectors < 1_000_000) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(List.of(""));
    lines.addAll(table.lines());
    return lines;
  }

  private static String text(double millis, double recall, double megabytes) {
    String time = String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.0f ms", millis);
    String room =
        megabytes == 0
            ? ""
            : String.format(
                Locale.ROOT,
                megabytes < 1000 ? ", %.0f MB" : ", %.2f GB",
                megabytes < 1000 ? megabytes : megabytes / 1000);
    return time + String.format(Locale.ROOT, ", %.1f %%", 100 * recall) + room;
  }
}
