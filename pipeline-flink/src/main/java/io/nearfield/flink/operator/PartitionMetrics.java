package io.nearfield.flink.operator;

import io.nearfield.index.search.CellFigures;
import io.nearfield.index.search.PartitionIndex;
import java.util.Collection;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;

/** What a subtask holds in memory, over all editions. Read by the metrics' threads. */
final class PartitionMetrics {

  private static final int FRESHNESS_WINDOW = 2_000;

  private PartitionMetrics() {}

  static void register(MetricGroup group, Collection<HeldEdition> held, LiveMemory memory) {
    group.gauge("liveEntries", () -> sum(held, PartitionIndex::size));
    group.gauge("deadEntries", () -> sum(held, PartitionIndex::dead));
    group.gauge("deltaEntries", () -> held.stream().mapToLong(PartitionMetrics::changes).sum());
    group.gauge("entryBytes", () -> bytes(held));
    group.gauge("memoryLimitBytes", memory::limit);
    group.gauge("editionsHeld", held::size);
  }

  /** From the timestamp of a change's message until lookups see it, over the last changes. */
  static Histogram freshness(MetricGroup group) {
    return group.histogram("freshnessMs", new DescriptiveStatisticsHistogram(FRESHNESS_WINDOW));
  }

  static long bytes(Collection<HeldEdition> held) {
    return sum(held, PartitionIndex::bytes);
  }

  /** How many changes lie over the base. */
  static long changes(HeldEdition edition) {
    return edition.partitions().stream().mapToLong(HeldPartition::changes).sum();
  }

  /** Of all cells of the subtask's partitions. Looks at every entry. */
  static CellFigures figures(HeldEdition edition) {
    CellFigures figures = CellFigures.NONE;
    for (HeldPartition partition : edition.partitions()) {
      PartitionIndex<Entry> index = partition.index();
      if (index != null) {
        figures = figures.plus(index.figures());
      }
    }
    return figures;
  }

  private static long sum(
      Collection<HeldEdition> held, ToLongFunction<PartitionIndex<Entry>> figure) {
    return held.stream()
        .flatMap(edition -> edition.partitions().stream())
        .map(HeldPartition::index)
        .filter(index -> index != null)
        .mapToLong(figure)
        .sum();
  }
}
