package io.nearfield.flink.operator;

import io.nearfield.connect.lookup.Admission;
import io.nearfield.flink.message.DeltaEntry;
import io.nearfield.flink.message.Edition;
import io.nearfield.flink.message.Marker;
import io.nearfield.flink.message.PartialAnswer;
import io.nearfield.flink.message.PartitionChange;
import io.nearfield.flink.message.PartitionLookup;
import io.nearfield.index.search.CellFigures;
import io.nearfield.index.search.PartitionIndex;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Keyed by edition and index partition: holds the entries and searches them. The base's entries are
 * read from the index table; what changed since is state and is laid over them. So a checkpoint
 * holds the changes alone.
 *
 * <p>While a new edition is prepared it is loaded in another thread and gets its changes as the old
 * one does; lookups go on in the old one. A partition reports when it can be searched with all
 * changes. When every prober has said that it asks an old partition nothing more, its entries and
 * its state are dropped.
 */
public final class PartitionOperator extends AbstractStreamOperator<PartialAnswer>
    implements TwoInputStreamOperator<PartitionChange, PartitionLookup, PartialAnswer> {

  private static final long serialVersionUID = 1L;

  /** What is true, for the canary. */
  public static final OutputTag<PartialAnswer> TRUTHS = TruthSearches.TRUTHS;

  private static final String DELTA = "delta";
  private static final long STEP_MS = 20;
  private static final long FIGURES_MS = 60_000;

  private final Base base;
  private final LiveMemory memory;
  private transient OwnKeys own;
  private transient Background background;
  private transient Histogram freshness;
  private transient TruthSearches truths;
  private transient Board board;
  private transient CellBoard cells;
  private transient ServingState serving;
  private transient Map<Integer, HeldEdition> held;
  private transient int latest;
  private transient boolean stepping;
  private transient MapState<String, DeltaEntry> delta;

  /**
   * @param memoryPerSubtask bytes of heap that a subtask's entries may take up; 0 for no limit
   */
  public PartitionOperator(Base base, long memoryPerSubtask) {
    this.base = base;
    this.memory = new LiveMemory(memoryPerSubtask);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    serving = new ServingState(context.getOperatorStateStore(), base.firstEdition());
  }

  @Override
  public void open() throws Exception {
    super.open();
    own = OwnKeys.of(getRuntimeContext().getTaskInfo());
    background = new Background("nearfield-load");
    truths = new TruthSearches();
    board = Board.of(getRuntimeContext(), base.index());
    delta =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(DELTA, Types.STRING, DeltaEntry.FORMAT.typeInfo()));
    held = new ConcurrentSkipListMap<>();
    latest = serving.edition().number();
    PartitionMetrics.register(getMetricGroup(), held.values(), memory);
    freshness = PartitionMetrics.freshness(getMetricGroup());
    forgetOthers();
    openServing();
    cells = CellBoard.of(getRuntimeContext(), base.index());
    tellFigures();
  }

  /** Now and then, in another thread: it looks at every entry. */
  private void tellFigures() {
    ProcessingTime.in(
        getProcessingTimeService(),
        FIGURES_MS,
        () -> {
          HeldEdition edition = held.get(serving.edition().number());
          if (edition != null) {
            background.run(() -> tellFigures(edition));
          }
          tellFigures();
        });
  }

  private void tellFigures(HeldEdition edition) {
    CellFigures figures = PartitionMetrics.figures(edition);
    long changes = PartitionMetrics.changes(edition);
    try {
      cells.tell(edition.edition().number(), own.subtask(), figures, changes);
    } catch (IOException e) {
      LOG.warn("Cannot tell the job manager how full the cells are", e);
    }
  }

  /** What a restored state holds of editions other than the one that serves. */
  private void forgetOthers() throws Exception {
    List<Long> keys;
    try (Stream<Long> all =
        this.<Long>getKeyedStateBackend().getKeys(DELTA, VoidNamespace.INSTANCE)) {
      keys = all.filter(key -> key >>> 32 != serving.edition().number()).distinct().toList();
    }
    for (long key : keys) {
      setCurrentKey(key);
      delta.clear();
    }
  }

  private void openServing() throws Exception {
    HeldEdition edition = new HeldEdition(serving.edition(), 0);
    held.put(latest, edition);
    try {
      edition.take(HeldEdition.load(base, serving.edition(), own, memory, 0));
    } catch (EditionGoneException e) {
      LOG.warn("{}", e.getMessage());
      return;
    }
    for (HeldPartition partition : edition.partitions()) {
      layChangesOver(edition, partition);
    }
  }

  @Override
  public void close() throws Exception {
    if (background != null) {
      background.close();
    }
    if (truths != null) {
      truths.close();
    }
    if (held != null) {
      held.values()
          .forEach(
              edition -> edition.partitions().forEach(partition -> withdraw(edition, partition)));
    }
    super.close();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    serving.snapshot();
  }

  @Override
  public void processElement1(StreamRecord<PartitionChange> record) throws Exception {
    handOnTruths();
    PartitionChange change = record.getValue();
    if (change.marker() != null) {
      router(change.partition(), change.marker());
      return;
    }
    HeldEdition edition = held.get(change.edition());
    HeldPartition partition = edition == null ? null : edition.partition(change.partition());
    if (partition == null || partition.isClosed()) {
      return; // nobody asks it any more
    }
    boolean known = delta.contains(change.entityId());
    boolean kept = !change.removed() || change.inBase();
    DeltaEntry entry = DeltaEntry.of(change);
    if (kept) {
      delta.put(change.entityId(), entry);
    } else {
      delta.remove(change.entityId());
    }
    partition.setChanges(partition.changes() + (kept ? 1 : 0) - (known ? 1 : 0));
    if (partition.index() != null) {
      Entry.put(partition.index(), change.entityId(), entry);
      if (change.sentAt() >= 0) {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        freshness.update(Math.max(0, now - change.sentAt()));
      }
    }
  }

  /** What a router says of a partition. */
  private void router(int partition, Marker marker) throws Exception {
    int number = marker.edition().number();
    switch (marker.kind()) {
      case LOAD -> {
        if (number > latest) {
          begin(marker);
        }
        if (held.containsKey(number)) {
          held.get(number).partition(partition);
        }
      }
      case COMPLETE -> {
        if (held.containsKey(number)) {
          held.get(number).partition(partition).complete(marker.sender(), marker.senders());
          stepSoon();
        }
      }
      case SERVE -> {
        serving.serve(marker.edition());
        held.values().removeIf(edition -> edition.edition().number() < number && edition.isIdle());
      }
      case FORGET -> {
        delta.clear();
        held.remove(number);
      }
      case CLOSE -> throw new IllegalStateException("a router closes nothing");
    }
  }

  private void begin(Marker marker) {
    latest = marker.edition().number();
    HeldEdition next = new HeldEdition(marker.edition(), marker.token());
    long heldBytes = PartitionMetrics.bytes(held.values());
    next.load(
        background.submit(() -> HeldEdition.load(base, marker.edition(), own, memory, heldBytes)));
    held.put(latest, next);
    stepSoon();
  }

  private void stepSoon() {
    if (!stepping) {
      stepping = true;
      ProcessingTime.in(getProcessingTimeService(), STEP_MS, this::step);
    }
  }

  /** Looks what has been loaded, and makes it searchable where all changes have come. */
  private void step() throws Exception {
    stepping = false;
    for (HeldEdition edition : held.values()) {
      CompletableFuture<HeldEdition.Loaded> loading = edition.loading();
      if (loading != null && !loading.isDone()) {
        stepSoon();
      } else if (loading != null) {
        taken(edition, loading);
      }
      if (edition.isLoaded()) {
        makeReady(edition);
      }
    }
  }

  private void taken(HeldEdition edition, CompletableFuture<HeldEdition.Loaded> loading) {
    Throwable failure = loading.handle((loaded, why) -> why).join();
    if (failure == null) {
      edition.take(loading.join());
      return;
    }
    edition.load(null);
    LOG.warn("Cannot load {} of index {}", edition.edition(), base.index(), failure);
    report(Report.failed(edition.token(), own.subtask(), failure));
  }

  private void makeReady(HeldEdition edition) throws Exception {
    for (HeldPartition partition : edition.partitions()) {
      if (partition.index() == null && partition.isComplete() && !partition.isClosed()) {
        layChangesOver(edition, partition);
        report(
            new Report(
                edition.token(),
                Report.Kind.PARTITION_READY,
                partition.number(),
                edition.open().partitions(),
                null));
      }
    }
  }

  private void layChangesOver(HeldEdition edition, HeldPartition partition) throws Exception {
    PartitionIndex<Entry> index = edition.takeBase(partition.number());
    setCurrentKey(Edition.key(edition.edition().number(), partition.number()));
    int changes = 0;
    for (Map.Entry<String, DeltaEntry> change : delta.entries()) {
      Entry.put(index, change.getKey(), change.getValue());
      changes++;
    }
    partition.setChanges(changes);
    partition.searchable(index);
    InMemory.offer(base.at(edition.edition()), partition.number(), index);
  }

  @Override
  public void processElement2(StreamRecord<PartitionLookup> record) throws Exception {
    handOnTruths();
    PartitionLookup lookup = record.getValue();
    HeldEdition edition = held.get(lookup.edition());
    if (lookup.marker() != null) {
      prober(edition, lookup.partition(), lookup.marker());
      return;
    }
    HeldPartition partition = edition == null ? null : edition.partition(lookup.partition());
    if (partition == null || partition.index() == null) {
      if (lookup.part() != PartitionLookup.CANARY) {
        output.collect(failed(lookup, "it is being loaded; ask again"));
      }
      return;
    }
    try {
      Admission admission = edition.search().admission(lookup.terms());
      if (lookup.part() == PartitionLookup.CANARY) {
        truths.ask(partition.index(), lookup, admission);
      } else {
        PartialAnswer found = SearchEntries.search(partition.index(), lookup, admission);
        output.collect(new StreamRecord<>(found));
      }
    } catch (RuntimeException e) {
      LOG.warn("Index partition {} could not be searched", lookup.partition(), e);
      output.collect(failed(lookup, Refusals.message(e)));
    }
  }

  /** Hands on what the canary's thread has found since. */
  private void handOnTruths() {
    PartialAnswer truth = truths.poll();
    while (truth != null) {
      output.collect(TRUTHS, new StreamRecord<>(truth));
      truth = truths.poll();
    }
  }

  private static StreamRecord<PartialAnswer> failed(PartitionLookup lookup, String why) {
    return new StreamRecord<>(PartialAnswer.failed(lookup, why));
  }

  /** A prober asks a partition nothing more; when all have said so it goes. */
  private void prober(HeldEdition edition, int number, Marker marker) {
    if (edition == null || edition.partition(number).isClosed()) {
      return;
    }
    HeldPartition partition = edition.partition(number);
    partition.close(marker.sender(), marker.senders());
    if (!partition.isClosed()) {
      return;
    }
    delta.clear();
    withdraw(edition, partition);
    if (edition.partitions().stream().allMatch(HeldPartition::isClosed)) {
      held.remove(edition.edition().number());
    }
  }

  private void withdraw(HeldEdition edition, HeldPartition partition) {
    InMemory.withdraw(base.at(edition.edition()), partition.number());
  }

  private void report(Report report) {
    background.run(() -> board.report(report));
  }
}
