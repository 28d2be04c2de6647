package io.nearfield.flink.operator;

import io.nearfield.connect.api.Lookup;
import io.nearfield.flink.CanaryOptions;
import io.nearfield.flink.message.Announced;
import io.nearfield.flink.message.EditionEvent;
import io.nearfield.flink.message.Marker;
import io.nearfield.flink.message.Outcome;
import io.nearfield.flink.message.PartialAnswer;
import io.nearfield.flink.message.PartitionLookup;
import io.nearfield.flink.message.Question;
import io.nearfield.flink.message.Terms;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.CoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names the cells nearest to a question and sends it to the index partitions that hold them, each
 * with its own cells. A question that is filtered, exact, by radius or for the farthest goes to all
 * cells: no one knows beforehand where those that answer lie. For some, the truth is asked for too.
 *
 * <p>A question is asked of one edition as a whole. The second input says which: when it names
 * another, the partitions of the one before are told that this subtask asks them nothing more.
 */
public final class ProbeCells
    extends CoProcessFunction<Outcome<Question>, EditionEvent, PartitionLookup>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(ProbeCells.class);

  /** Tells the merge how many partitions are asked. */
  public static final OutputTag<PartialAnswer> ANNOUNCED =
      new OutputTag<>("announced", PartialAnswer.FORMAT.typeInfo());

  private final Base base;
  private final CanaryOptions canaryOptions;
  private transient Canary canary;
  private transient Counter failed;
  private transient OwnKeys own;
  private transient ServingState serving;
  private transient ProberSwap swap;
  private transient OpenBase open; // null while the edition cannot be opened

  /**
   * @param canary which answers are graded
   */
  public ProbeCells(Base base, CanaryOptions canary) {
    this.base = base;
    this.canaryOptions = canary;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    serving = new ServingState(context.getOperatorStateStore(), base.firstEdition());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    serving.snapshot();
  }

  @Override
  public void open(OpenContext context) {
    canary = new Canary(canaryOptions);
    failed = getRuntimeContext().getMetricGroup().counter("lookupsFailed");
    own = OwnKeys.of(getRuntimeContext().getTaskInfo());
    swap = new ProberSwap(base, own, Board.of(getRuntimeContext(), base.index()));
    try {
      open = OpenBase.of(base.at(serving.edition()));
    } catch (EditionGoneException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  @Override
  public void close() {
    if (swap != null) {
      swap.close();
    }
  }

  @Override
  public void processElement2(EditionEvent event, Context context, Collector<PartitionLookup> out) {
    switch (event.step()) {
      case PREPARE -> swap.prepare(event);
      case SERVE -> {
        OpenBase next = swap.opened();
        if (open != null) {
          Marker marker =
              new Marker(
                  Marker.Kind.CLOSE,
                  serving.edition(),
                  event.token(),
                  own.subtask(),
                  own.parallelism());
          for (int partition = 0; partition < open.partitions(); partition++) {
            out.collect(PartitionLookup.marker(partition, marker));
          }
        }
        open = next;
        serving.serve(event.edition());
        swap.closed(event);
      }
      case RETIRE -> {}
      case ABANDON -> swap.abandon();
    }
  }

  @Override
  public void processElement1(
      Outcome<Question> outcome, Context context, Collector<PartitionLookup> out) {
    Question question = outcome.value();
    if (outcome.failed() || open == null) {
      failed.inc();
      context.output(
          Refusals.ANSWERS,
          Refusals.error(question.requestId(), outcome.failed() ? outcome.failure() : loading()));
      return;
    }
    ask(question, context, out);
  }

  private void ask(Question question, Context context, Collector<PartitionLookup> out) {
    Lookup lookup = question.lookup();
    int cells = open.trained().cells();
    int nprobe =
        lookup.effort().nprobe() > 0 ? lookup.effort().nprobe() : open.generation().nprobe();
    int rerankFactor =
        lookup.effort().rerankFactor() >= 0
            ? lookup.effort().rerankFactor()
            : open.generation().rerankFactor();
    Terms terms = Terms.of(lookup, question.excluded(), rerankFactor);
    boolean everything =
        !lookup.scope().isAll() || SearchEntries.isExhaustive(terms) || nprobe >= cells;
    Map<Integer, int[]> byPartition =
        everything ? allPartitions() : byPartition(open.trained().probe(question.vector(), nprobe));
    int truths = isGraded(question, terms, context) ? open.partitionsWithCells().length : 0;
    int part = Math.max(0, question.part());
    context.output(
        ANNOUNCED,
        PartialAnswer.announce(
            question.ticket(),
            part,
            new Announced(
                Announced.Asker.of(question),
                byPartition.size(),
                lookup.extent().k(),
                lookup.extent().offset(),
                lookup.order(),
                everything,
                serving.edition().generation(),
                truths)));
    byPartition.forEach(
        (partition, itsCells) -> out.collect(lookup(question, part, partition, itsCells, terms)));
    if (truths > 0) {
      Terms exact = terms.asTruth();
      allPartitions()
          .forEach(
              (partition, all) ->
                  out.collect(lookup(question, PartitionLookup.CANARY, partition, all, exact)));
    }
  }

  /** The truth is known already where everything is compared; later pages are not graded. */
  private boolean isGraded(Question question, Terms terms, Context context) {
    return !SearchEntries.isExhaustive(terms)
        && question.answers() == 1
        && question.lookup().extent().offset() == 0
        && canary.takes(question.ticket(), context.timerService().currentProcessingTime());
  }

  private PartitionLookup lookup(
      Question question, int part, int partition, int[] cells, Terms terms) {
    return new PartitionLookup(
        serving.edition().number(),
        null,
        question.ticket(),
        part,
        partition,
        cells,
        question.vector(),
        terms);
  }

  private String loading() {
    return "Cannot look up now: index '" + base.index() + "' is being loaded; ask again";
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
