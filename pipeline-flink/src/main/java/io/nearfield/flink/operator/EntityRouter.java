package io.nearfield.flink.operator;

import io.nearfield.flink.message.BaseQuestion;
import io.nearfield.flink.message.EditionEvent;
import io.nearfield.flink.message.EntityChange;
import io.nearfield.flink.message.EntityMessage;
import io.nearfield.flink.message.EntityState;
import io.nearfield.flink.message.Marker;
import io.nearfield.flink.message.Outcome;
import io.nearfield.flink.message.PartitionChange;
import io.nearfield.flink.message.Places;
import io.nearfield.flink.message.Question;
import io.nearfield.flink.message.TableChange;
import java.time.Duration;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Keyed by entity: knows where each entity lies and which change was the last, so that late and
 * repeated changes are dropped, and tells the index partitions what a change means for them.
 * Answers questions by entity with the entity's vector. The second input tells all subtasks of
 * swaps.
 *
 * <p>State is kept for changed entities alone, deleted ones included, until an edition covers the
 * change and the retention is over. Where the base's entities lie is read from the index table.
 *
 * <p>While an edition is prepared, every change goes to the partitions of both. What changed before
 * is brought to the new edition by going through the state, a few entities at a time; what the
 * edition covers is left out.
 */
public final class EntityRouter extends AbstractStreamOperator<PartitionChange>
    implements TwoInputStreamOperator<EntityMessage, EditionEvent, PartitionChange> {

  private static final long serialVersionUID = 1L;

  /** Questions whose vector was found in the state, and those that have none. */
  public static final OutputTag<Outcome<Question>> RESOLVED =
      new OutputTag<>("resolved", Outcome.QUESTION_FORMAT.typeInfo());

  /** Questions whose entity is as the base has it. */
  public static final OutputTag<BaseQuestion> IN_BASE =
      new OutputTag<>("in-base", BaseQuestion.FORMAT.typeInfo());

  /** Changes that counted, for the tables. */
  public static final OutputTag<EntityChange> ACCEPTED =
      new OutputTag<>("accepted", EntityChange.FORMAT.typeInfo());

  /** What changes mean for index partitions, for the tables. */
  public static final OutputTag<TableChange> ENTRIES =
      new OutputTag<>("entries", TableChange.FORMAT.typeInfo());

  private static final String STATE = "entity";
  private static final long STEP_MS = 5;

  private final Base base;
  private final long retentionMs;
  private final long versionsSnapshot;
  private transient KnownVersions versions;
  private transient OwnKeys own;
  private transient Background background;
  private transient Board board;
  private transient ServingState serving;
  private transient OpenBase lasting;
  private transient TreeMap<Integer, RoutedEdition> held;
  private transient RouterSwap swap;
  private transient Sweep bringing;
  private transient Sweep forgetting;
  private transient boolean stepping;
  private transient ValueState<EntityState> state;
  private transient Counter late;
  private transient Counter forgotten;

  /**
   * @param retention how long a change is remembered after the base covers it, at least
   */
  public EntityRouter(Base base, Duration retention) {
    this(base, retention, -1);
  }

  /**
   * @param versionsSnapshot of the table of versions that a job without state begins with; -1: it
   *     begins with the first change
   */
  public EntityRouter(Base base, Duration retention, long versionsSnapshot) {
    this.base = base;
    this.retentionMs = retention.toMillis();
    this.versionsSnapshot = versionsSnapshot;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    serving = new ServingState(context.getOperatorStateStore(), base.firstEdition());
    versions =
        new KnownVersions(context.getOperatorStateStore(), context.isRestored(), versionsSnapshot);
  }

  @Override
  public void open() throws Exception {
    super.open();
    own = OwnKeys.of(getRuntimeContext().getTaskInfo());
    versions.load(base, own);
    background = new Background("nearfield-locate");
    board = Board.of(getRuntimeContext(), base.index());
    state =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>(STATE, EntityState.FORMAT.typeInfo()));
    lasting = OpenBase.lasting(base);
    held = new TreeMap<>();
    late = getMetricGroup().counter("lateChangesDropped");
    forgotten = getMetricGroup().counter("coveredChangesForgotten");
    getMetricGroup().gauge("locatedEntities", () -> located().mapToLong(BaseLocations::size).sum());
    getMetricGroup().gauge("locationBytes", () -> located().mapToLong(BaseLocations::bytes).sum());
    try {
      hold(RoutedEdition.load(base, serving.edition(), own));
    } catch (EditionGoneException e) {
      LOG.warn("{}", e.getMessage());
    }
    forgetSometimes();
  }

  @Override
  public void close() throws Exception {
    if (background != null) {
      background.close();
    }
    super.close();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    serving.snapshot();
    versions.snapshot();
  }

  @Override
  public void processElement1(StreamRecord<EntityMessage> record) throws Exception {
    EntityMessage message = record.getValue();
    if (message.change() != null) {
      change(message.change());
    } else {
      question(message.question());
    }
  }

  private void change(EntityChange change) throws Exception {
    EntityState last = state.value();
    if (last == null ? versions.isLate(change) : !last.isOlderThan(change)) {
      late.inc();
      return;
    }
    output.collect(ACCEPTED, new StreamRecord<>(change));
    float[] prepared = change.deleted() ? null : lasting.trained().prepare(change.vector());
    long at = getProcessingTimeService().getCurrentProcessingTime();
    EntityState now = EntityState.of(change, prepared, at);
    Places places = last == null ? Places.NONE : last.places().only(held::containsKey);
    for (RoutedEdition edition : held.values()) {
      places =
          edition.place(change.entityId(), now, places, told -> emit(told.sentAt(change.sentAt())));
    }
    state.update(now.withPlaces(places));
  }

  private void question(Question question) throws Exception {
    EntityState last = state.value();
    RoutedEdition edition = held.get(serving.edition().number());
    if (last != null && !last.isDeleted()) {
      output.collect(RESOLVED, new StreamRecord<>(Outcome.of(question.withVector(last.vector()))));
      return;
    }
    int partition =
        last != null || edition == null
            ? Places.NOWHERE
            : edition.locations().partition(question.entityId());
    if (partition >= 0) {
      output.collect(
          IN_BASE, new StreamRecord<>(new BaseQuestion(edition.edition(), partition, question)));
      return;
    }
    String why =
        edition == null
            ? "index '" + base.index() + "' is being loaded; ask again"
            : "it is not in index '" + base.index() + "'";
    output.collect(
        RESOLVED,
        new StreamRecord<>(
            new Outcome<>(
                question, "Cannot look up by entity '" + question.entityId() + "': " + why)));
  }

  @Override
  public void processElement2(StreamRecord<EditionEvent> record) {
    EditionEvent event = record.getValue();
    switch (event.step()) {
      case PREPARE -> {
        swap = new RouterSwap(event, base, own, background);
        stepSoon();
      }
      case SERVE -> {
        serving.serve(event.edition());
        output.collect(
            ENTRIES, new StreamRecord<>(TableChange.serving(event.edition().generation())));
        if (own.subtask() == 0) {
          RoutedEdition edition = held.get(event.edition().number());
          edition.mark(swap.marker(Marker.Kind.SERVE, own), this::emit);
        }
        swap = null;
      }
      case RETIRE -> {
        held.remove(event.edition().number());
        startForgetting();
      }
      case ABANDON -> abandon(event);
    }
  }

  private void abandon(EditionEvent event) {
    held.remove(event.edition().number());
    if (swap != null && swap.isAnnounced()) {
      RoutedEdition.mark(swap.open(), swap.marker(Marker.Kind.FORGET, own), this::emit);
    }
    swap = null;
    bringing = null;
  }

  private void hold(RoutedEdition edition) {
    TreeMap<Integer, RoutedEdition> more = new TreeMap<>(held);
    more.put(edition.edition().number(), edition);
    held = more;
  }

  private void stepSoon() {
    if (!stepping) {
      stepping = true;
      ProcessingTime.in(getProcessingTimeService(), STEP_MS, this::step);
    }
  }

  /** A little of what a swap takes; messages pass before the next. */
  private void step() throws Exception {
    stepping = false;
    if (swap != null) {
      prepare();
    }
    if (bringing != null && !bringing.step()) {
      bringing = null;
      held.get(swap.event().edition().number())
          .mark(swap.marker(Marker.Kind.COMPLETE, own), this::emit);
    }
    if (forgetting != null && !forgetting.step()) {
      forgetting = null;
    }
    if (bringing != null || forgetting != null || (swap != null && swap.isLoading())) {
      stepSoon();
    }
  }

  private void prepare() {
    Throwable failure = swap.failure();
    if (failure != null) {
      long token = swap.event().token();
      swap = null;
      LOG.warn("Cannot locate the entities of the next edition", failure);
      background.run(() -> board.report(Report.failed(token, own.subtask(), failure)));
      return;
    }
    OpenBase open = swap.toAnnounce();
    if (open != null) {
      RoutedEdition.mark(open, swap.marker(Marker.Kind.LOAD, own), this::emit);
    }
    RoutedEdition edition = swap.toSweep();
    if (edition != null) {
      hold(edition);
      bringing = new Sweep(getKeyedStateBackend(), STATE, id -> bring(id, edition));
    }
  }

  /** Brings the current key's entity to an edition that was not told of its change. */
  private void bring(String id, RoutedEdition edition) throws Exception {
    EntityState last = state.value();
    if (last != null && !last.places().has(edition.edition().number()) && !edition.covers(last)) {
      state.update(last.withPlaces(edition.place(id, last, last.places(), this::emit)));
    }
  }

  /** Drops what is no longer needed of the current key's entity. */
  private void forget(String id) throws Exception {
    EntityState last = state.value();
    if (last == null) {
      return;
    }
    RoutedEdition edition = held.get(serving.edition().number());
    long age = getProcessingTimeService().getCurrentProcessingTime() - last.changedAt();
    if (edition != null && edition.covers(last) && age > retentionMs) {
      state.clear();
      forgotten.inc();
      return;
    }
    Places places = last.places().only(held::containsKey);
    if (!places.equals(last.places())) {
      state.update(last.withPlaces(places));
    }
  }

  /** Covered changes grow old also when nothing is swapped. */
  private void forgetSometimes() {
    ProcessingTime.in(
        getProcessingTimeService(),
        Math.max(retentionMs / 4, 1_000),
        () -> {
          if (forgetting == null && !serving.edition().covered().next().isEmpty()) {
            startForgetting();
          }
          forgetSometimes();
        });
  }

  private void startForgetting() {
    forgetting = new Sweep(getKeyedStateBackend(), STATE, this::forget);
    stepSoon();
  }

  private void emit(PartitionChange change) {
    output.collect(new StreamRecord<>(change));
    RoutedEdition edition = held.get(change.edition());
    if (change.marker() == null && edition != null) {
      long generation = edition.edition().generation();
      output.collect(ENTRIES, new StreamRecord<>(TableChange.of(generation, change)));
    }
  }

  private Stream<BaseLocations> located() {
    return held.values().stream().map(RoutedEdition::locations);
  }
}
