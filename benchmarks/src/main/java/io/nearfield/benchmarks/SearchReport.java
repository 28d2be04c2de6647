package io.nearfield.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.nearfield.benchmarks.compare.Comparison;
import io.nearfield.benchmarks.compare.Row;
import io.nearfield.benchmarks.compare.RowResult;
import io.nearfield.benchmarks.compare.RowResult.Measured;
import io.nearfield.benchmarks.compare.Setting;
import io.nearfield.benchmarks.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The table of {@code search}; what each column means stands in {@code docs/benchmarks.md}. */
final class SearchReport {

  private final Dataset data;
  private final String versions;
  private final List<Integer> threads;
  private final List<RowResult> results;

  SearchReport(Dataset data, String versions, List<Integer> threads, List<RowResult> results) {
    this.data = data;
    this.versions = versions;
    this.threads = threads;
    this.results = results;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(Machine.line());
    lines.add(
        "%,d vectors of dimension %d, %,d queries, L2, k = 10; %s"
            .formatted(data.base().rows(), data.dimension(), data.queries().rows(), versions));
    lines.add("");
    List<String> heads = new ArrayList<>(List.of("row", "side", "index", "setting", "recall@10"));
    threads.forEach(t -> heads.add("QPS %dT".formatted(t)));
    threads.forEach(t -> heads.add("ratio %dT".formatted(t)));
    heads.addAll(
        List.of("p50 ms", "p99 ms", "B/vector", "MB", "train s", "add s", "peak MB", "heap MB"));
    Markdown table = new Markdown(heads.toArray(new String[0]));
    for (RowResult result : results) {
      if (result.ours() == null) {
        List<String> cells =
            new ArrayList<>(List.of(result.row().toString(), "Nearfield", "none reaches it"));
        while (cells.size() < heads.size()) {
          cells.add("");
        }
        table.row(cells);
      } else {
        table.row(cells(result, result.ours(), true));
      }
      if (result.theirs() != null) {
        table.row(cells(result, result.theirs(), false));
      }
    }
    lines.addAll(table.lines());
    lines.addAll(CommonlyTold.lines(results, data.base().rows()));
    return lines;
  }

  private List<String> cells(RowResult result, Measured measured, boolean ours) {
    List<String> cells = new ArrayList<>();
    cells.add(result.row().toString());
    cells.add(measured.side());
    cells.add(measured.spec());
    cells.add(measured.setting().toString());
    cells.add(number("%.3f", measured.recall()));
    measured.perSecond().forEach(q -> cells.add(number(q < 1000 ? "%.1f" : "%,.0f", q)));
    for (int i = 0; i < threads.size(); i++) {
      cells.add(ours && i < result.ratios().size() ? number("%.2f", result.ratios().get(i)) : "");
    }
    cells.add(number("%.3f", measured.p50Millis()));
    cells.add(number("%.3f", measured.p99Millis()));
    cells.add(number("%.1f", measured.built().bytes() / (double) data.base().rows()));
    cells.add(number("%,.1f", measured.built().bytes() / 1e6));
    cells.add(number("%.1f", measured.built().trainSeconds()));
    cells.add(number("%.1f", measured.built().addSeconds()));
    cells.add(megabytes(measured.built().peakBytes()));
    cells.add(megabytes(measured.built().peakHeapBytes()));
    return cells;
  }

  private static String megabytes(long bytes) {
    return bytes == 0 ? "" : number("%,.0f", bytes / 1e6);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** What is said of a row as soon as it is measured. */
  static List<String> brief(RowResult result) {
    List<String> lines = new ArrayList<>();
    for (Measured m : new Measured[] {result.ours(), result.theirs()}) {
      if (m != null) {
        lines.add(
            "%s: %s %s, %s: recall %.4f, QPS %s, p50 %.3f ms, p99 %.3f ms"
                .formatted(
                    result.row(),
                    m.side(),
                    m.spec(),
                    m.setting(),
                    m.recall(),
                    m.perSecond().stream().map(q -> number("%,.0f", q)).toList(),
                    m.p50Millis(),
                    m.p99Millis()));
      }
    }
    if (result.ours() == null) {
      lines.add("%s: no spec of ours reaches it".formatted(result.row()));
    }
    if (!result.ratios().isEmpty()) {
      lines.add(
          "%s: ratio %s, one query takes %.2f of the other's time"
              .formatted(
                  result.row(),
                  result.ratios().stream().map(r -> number("%.2f", r)).toList(),
                  result.latencyRatio()));
    }
    return lines;
  }

  /** What an earlier run of {@link #writeJson} says was chosen. */
  static List<Comparison.Pair> readChoices(Path file) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<Comparison.Pair> pairs = new ArrayList<>();
    for (JsonNode row : json.readTree(file.toFile()).path("rows")) {
      pairs.add(
          new Comparison.Pair(
              Row.parse(row.get("row").asText()),
              choice(json, row.path("ours")),
              choice(json, row.path("theirs"))));
    }
    return pairs;
  }

  private static Comparison.Chosen choice(ObjectMapper json, JsonNode measured) throws IOException {
    return measured.hasNonNull("spec")
        ? new Comparison.Chosen(
            measured.get("spec").asText(), json.treeToValue(measured.get("setting"), Setting.class))
        : null;
  }

  void writeJson(Path file) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("machine", Machine.line());
    all.put("beside", versions);
    all.put("vectors", data.base().rows());
    all.put("dimension", data.dimension());
    all.put("queries", data.queries().rows());
    all.put("threads", threads);
    List<Map<String, Object>> rows = new ArrayList<>();
    for (RowResult result : results) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("row", result.row().toString());
      row.put("target", result.row().target());
      row.put("ours", result.ours());
      row.put("theirs", result.theirs());
      row.put("ratios", result.ratios());
      row.put("latencyRatio", result.latencyRatio());
      rows.add(row);
    }
    all.put("rows", rows);
    Files.writeString(
        file,
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all)
            + "\n");
  }
}
