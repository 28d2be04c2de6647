package io.nearfield.flink.operator;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.GenerationView;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.flink.message.Edition;
import io.nearfield.flink.message.EditionEvent;
import io.nearfield.flink.message.EditionEvent.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the index table and leads the swap to each generation that becomes active, to each
 * refresh of it, and to its present entries when the snapshot that was read has expired or a large
 * delta is covered by them. One subtask, woken by a clock.
 *
 * <p>A swap: all operators are told to prepare the edition; when every index partition and every
 * prober has reported, they are told to serve it; when every prober asks the old one nothing more,
 * to retire that. If any part fails the edition is abandoned, the old one serves on, and the swap
 * is tried again after a while or when the table shows another.
 */
public final class WatchEditions extends ProcessFunction<Long, EditionEvent>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(WatchEditions.class);

  private static final long RETRY_MS = 60_000;
  private static final long JUDGE_MS = 60_000;
  private static final long LARGE_DELTA = 10_000;
  private static final int LARGE_SHARE = 5;

  private final Base base;
  private final long intervalMs;
  private final Board.Opening boards;
  private transient Lake lake;
  private transient IndexTable table;
  private transient Board board;
  private transient ServingState serving;
  private transient ListState<Integer> lastState;
  private transient int last;
  private transient SwapProgress swap;
  private transient Generation begun;
  private transient EditionRefusal refusal;
  private transient CellBoard cells;
  private transient RebuildWatch rebuild;
  private transient long lookAt;
  private transient long judgeAt;
  private transient boolean renew;
  private transient Counter swaps;
  private transient Counter failures;

  /**
   * @param interval how often the table is looked at
   */
  public WatchEditions(Base base, Duration interval) {
    this(base, interval, context -> Board.of(context, base.index()));
  }

  /**
   * @param boards where reports are read
   */
  WatchEditions(Base base, Duration interval, Board.Opening boards) {
    this.base = base;
    this.intervalMs = interval.toMillis();
    this.boards = boards;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    serving = new ServingState(context.getOperatorStateStore(), base.firstEdition());
    lastState =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("last-edition-number", Types.INT));
    last = serving.edition().number();
    for (int number : lastState.get()) {
      last = Math.max(last, number);
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    serving.snapshot();
    lastState.update(List.of(last));
  }

  @Override
  public void open(OpenContext context) {
    lake = Lake.open(base.lake());
    table = lake.index(base.index());
    board = boards.of(getRuntimeContext());
    begun = OpenBase.lasting(base).generation();
    refusal = new EditionRefusal();
    cells = CellBoard.of(getRuntimeContext(), base.index());
    rebuild = new RebuildWatch();
    var metrics = getRuntimeContext().getMetricGroup();
    metrics.gauge("servingGeneration", () -> serving.edition().generation());
    metrics.gauge("preparingGeneration", this::preparing);
    metrics.gauge("drift", () -> rebuild.drift());
    metrics.gauge("rebuildDue", () -> rebuild.isDue(serving.edition().generation()) ? 1 : 0);
    swaps = metrics.counter("generationSwaps");
    failures = metrics.counter("failedSwaps");
  }

  private long preparing() {
    SwapProgress now = swap;
    return now == null ? -1 : now.next().generation();
  }

  @Override
  public void close() {
    if (lake != null) {
      lake.close();
    }
  }

  @Override
  public void processElement(Long tick, Context context, Collector<EditionEvent> out) {
    long now = context.timerService().currentProcessingTime();
    try {
      if (swap != null) {
        goOn(now, out);
      } else if (now >= lookAt) {
        lookAt = now + intervalMs;
        look(now, out);
      }
      if (now >= judgeAt) {
        judgeAt = now + JUDGE_MS;
        judge();
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot look after the generations of index {}; trying again", base.index(), e);
    }
  }

  /** Begins a swap if the table shows another edition than the one that serves. */
  private void look(long now, Collector<EditionEvent> out) {
    Optional<Generation> active = table.active();
    if (active.isEmpty() || isServing(active.get())) {
      return;
    }
    GenerationView view = table.view(active.get().number());
    Generation generation = view.generation();
    if (refusal.holds(generation, now)) {
      return;
    }
    Edition next =
        new Edition(
            last + 1,
            generation.number(),
            generation.refreshes(),
            view.snapshot(),
            table.covered(generation.number()));
    String unfit = EditionRefusal.unfit(begun, generation);
    if (unfit != null) {
      refusal.forGood(next);
      failures.inc();
      LOG.error("Cannot swap index {} to {}: {}", base.index(), next, unfit);
      return;
    }
    last = next.number();
    renew = false;
    swap = new SwapProgress(serving.edition(), next, ThreadLocalRandom.current().nextLong());
    LOG.info("Preparing {} of index {}", next, base.index());
    out.collect(new EditionEvent(Step.PREPARE, next, swap.token()));
  }

  /** Says when the entries have left what the generation was trained for. */
  private void judge() throws IOException {
    CellBoard.Sum sum = cells.sum(serving.edition().number());
    if (sum.subtasks() == 0) {
      return; // nobody has looked yet
    }
    renew = isRenewalDue(sum);
    Generation generation = table.generation(serving.edition().generation());
    String advice = rebuild.look(generation, sum.figures(), generation.spec().cells());
    if (advice != null) {
      LOG.warn("A new build of index {} is due: {}", base.index(), advice);
    }
  }

  /**
   * Whether the delta has grown large and the table shows some of it by now: the same generation is
   * gone over to anew, without what is covered.
   */
  private boolean isRenewalDue(CellBoard.Sum sum) {
    long large = Math.max(LARGE_DELTA, sum.figures().entries() / LARGE_SHARE);
    return sum.changes() > large
        && !table.covered(serving.edition().generation()).isWithin(serving.edition().covered());
  }

  /** Whether the edition that serves is what the table shows, and could be read again. */
  private boolean isServing(Generation active) {
    Edition now = serving.edition();
    if (renew || active.number() != now.generation() || active.refreshes() != now.refresh()) {
      return false;
    }
    try {
      var unused = table.view(now.generation(), now.snapshot());
      return true;
    } catch (NearfieldException e) {
      return false;
    }
  }

  private void goOn(long now, Collector<EditionEvent> out) throws IOException {
    Set<Report> reports = board.read(swap.token());
    Edition next = swap.next();
    switch (swap.after(reports)) {
      case PREPARE -> {}
      case ABANDON -> {
        failures.inc();
        LOG.error("Cannot swap index {} to {}: {}", base.index(), next, swap.failure(reports));
        refusal.until(next, now + RETRY_MS);
        out.collect(new EditionEvent(Step.ABANDON, next, swap.token()));
        swap = null;
      }
      case SERVE -> {
        if (swap.serve()) {
          serving.serve(next);
          LOG.info("Serving {} of index {}", next, base.index());
          out.collect(new EditionEvent(Step.SERVE, next, swap.token()));
        }
      }
      case RETIRE -> {
        swaps.inc();
        LOG.info("Retired {} of index {}", swap.old(), base.index());
        out.collect(new EditionEvent(Step.RETIRE, swap.old(), swap.token()));
        swap = null;
      }
    }
  }
}
