package io.nearfield.flink.operator;

import io.nearfield.connect.api.Lookup;
import io.nearfield.flink.message.Outcome;
import io.nearfield.flink.message.PartialAnswer;
import io.nearfield.flink.message.PartitionLookup;
import io.nearfield.flink.message.Question;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Names the cells nearest to a question and sends it to the index partitions that hold them, each
 * with its own cells. A filtered or exact question goes to all cells: no one knows beforehand where
 * the k that pass the filter lie.
 */
public final class ProbeCells extends ProcessFunction<Outcome<Question>, PartitionLookup> {

  private static final long serialVersionUID = 1L;

  /** Tells the merge how many partitions are asked. */
  public static final OutputTag<PartialAnswer> ANNOUNCED =
      new OutputTag<>("announced", PartialAnswer.FORMAT.typeInfo());

  private final Base base;
  private transient OpenBase open;

  public ProbeCells(Base base) {
    this.base = base;
  }

  @Override
  public void open(OpenContext context) {
    open = OpenBase.of(base);
  }

  @Override
  public void processElement(
      Outcome<Question> outcome, Context context, Collector<PartitionLookup> out) {
    Question question = outcome.value();
    if (outcome.failed()) {
      context.output(Refusals.ANSWERS, Refusals.error(question.requestId(), outcome.failure()));
      return;
    }
    Lookup lookup = question.lookup();
    int cells = open.trained().cells();
    int nprobe =
        lookup.effort().nprobe() > 0 ? lookup.effort().nprobe() : open.generation().nprobe();
    boolean everything =
        lookup.scope().filter() != null || lookup.effort().exact() || nprobe >= cells;
    Map<Integer, int[]> byPartition =
        everything ? allPartitions() : byPartition(open.trained().probe(question.vector(), nprobe));
    context.output(
        ANNOUNCED,
        PartialAnswer.announce(
            question.ticket(),
            new PartialAnswer.Announced(
                question.requestId(), byPartition.size(), lookup.extent().k(), everything)));
    int rerankFactor =
        lookup.effort().rerankFactor() >= 0
            ? lookup.effort().rerankFactor()
            : open.generation().rerankFactor();
    byPartition.forEach(
        (partition, itsCells) ->
            out.collect(
                new PartitionLookup(
                    question.ticket(),
                    partition,
                    itsCells,
                    question.vector(),
                    lookup.extent().k(),
                    rerankFactor,
                    lookup.effort().exact(),
                    lookup.scope().filter(),
                    question.entityId())));
  }

  private Map<Integer, int[]> allPartitions() {
    Map<Integer, int[]> all = new TreeMap<>();
    for (int partition : open.partitionsWithCells()) {
      all.put(partition, PartitionLookup.ALL_CELLS);
    }
    return all;
  }

  private Map<Integer, int[]> byPartition(int[] cells) {
    Map<Integer, IntStream.Builder> collected = new TreeMap<>();
    for (int cell : cells) {
      collected.computeIfAbsent(open.partition(cell), p -> IntStream.builder()).add(cell);
    }
    Map<Integer, int[]> byPartition = new TreeMap<>();
    collected.forEach((partition, its) -> byPartition.put(partition, its.build().toArray()));
    return byPartition;
  }
}
