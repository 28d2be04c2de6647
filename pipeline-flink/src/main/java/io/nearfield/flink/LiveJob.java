package io.nearfield.flink;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LiveVersions;
import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.connect.kafka.TopicSetup;
import io.nearfield.flink.message.BaseQuestion;
import io.nearfield.flink.message.EditionEvent;
import io.nearfield.flink.message.EntityChange;
import io.nearfield.flink.message.EntityMessage;
import io.nearfield.flink.message.Origin;
import io.nearfield.flink.message.Outcome;
import io.nearfield.flink.message.OutgoingMessage;
import io.nearfield.flink.message.PartialAnswer;
import io.nearfield.flink.message.PartitionChange;
import io.nearfield.flink.message.PartitionLookup;
import io.nearfield.flink.message.Question;
import io.nearfield.flink.message.RawMessage;
import io.nearfield.flink.message.TableChange;
import io.nearfield.flink.operator.Base;
import io.nearfield.flink.operator.EmbedChange;
import io.nearfield.flink.operator.EmbedQuestion;
import io.nearfield.flink.operator.EntityRouter;
import io.nearfield.flink.operator.FetchFromBase;
import io.nearfield.flink.operator.GatherVectors;
import io.nearfield.flink.operator.GradeAnswers;
import io.nearfield.flink.operator.MergeAnswers;
import io.nearfield.flink.operator.ParseLookup;
import io.nearfield.flink.operator.PartitionOperator;
import io.nearfield.flink.operator.ProbeCells;
import io.nearfield.flink.operator.Refusals;
import io.nearfield.flink.operator.SplitChanges;
import io.nearfield.flink.operator.WatchEditions;
import io.nearfield.flink.table.DrainedAsync;
import io.nearfield.flink.table.TableSink;
import io.nearfield.flink.topic.LiveSinks;
import io.nearfield.flink.topic.LiveSources;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * The live index as a Flink job: changes and lookups in, neighbours out.
 *
 * <pre>
 * changes ─ parse ─ embed ─┐ by entity              by index partition
 *                          ├─► EntityRouter ───────► PartitionOperator ─┐ by lookup
 * lookups ─ parse ─┬───────┘        │                     ▲             ├─► MergeAnswers ─ neighbours
 *                  └─ embed ────────┴─ fetch ─ ProbeCells ┴─────────────┘
 * clock ─ WatchEditions ─► EntityRouter, ProbeCells
 * EntityRouter, how far the changes were read ─► TableSink
 * </pre>
 *
 * <p>Changes count exactly once in the state; answers are delivered at least once. What is refused
 * goes to the dead-letter topic with its reason, and never stops the job.
 */
public final class LiveJob {

  private static final int MAX_PARALLELISM = 128;
  private static final int EMBEDDINGS_IN_FLIGHT = 64;
  private static final long EMBEDDING_TIMEOUT_MS = 600_000;
  private static final long PARTITION_TIMEOUT_MS = 5_000;

  private final LiveOptions options;
  private final LiveTopics topics;
  private final Base base;
  private final LiveVersions.Start start;
  private final String group;

  private LiveJob(LiveOptions options, boolean fresh) {
    this.options = options;
    this.topics = options.topics();
    this.base = Base.active(options.lake(), options.index());
    this.start = start(base, fresh);
    this.group = "nearfield-" + options.index();
  }

  /** Where the changes begin that the base does not show; a checkpoint knows that by itself. */
  private static LiveVersions.Start start(Base base, boolean fresh) {
    if (!fresh) {
      return LiveVersions.Start.FROM_FIRST;
    }
    try (Lake lake = Lake.open(base.lake())) {
      LiveVersions versions = lake.versions(base.index());
      LiveVersions.Start start =
          versions.startFor(lake.index(base.index()).covered(base.generation()));
      if (start.snapshot() >= 0) {
        versions.keep(start.snapshot());
      }
      return start;
    }
  }

  /**
   * Defines the job in {@code env}, over the generation that is active now; the caller executes it.
   * The topics must be there. If {@code env} is configured to go on from a checkpoint or savepoint,
   * that says where the changes go on; else they begin with the first that the base does not show.
   *
   * @return where its checkpoints go, for {@link #latestCheckpoint}
   * @throws io.nearfield.connect.api.NearfieldException if the index has no active generation
   */
  public static String define(StreamExecutionEnvironment env, LiveOptions options) {
    String checkpoints = checkpointDirectory(options);
    env.configure(JobSettings.of(options, checkpoints));
    env.setParallelism(options.parallelism());
    env.setMaxParallelism(MAX_PARALLELISM);
    boolean fresh = env.getConfiguration().get(StateRecoveryOptions.SAVEPOINT_PATH) == null;
    new LiveJob(options, fresh).define(env);
    return checkpoints;
  }

  /**
   * Where the job that {@link #define} would define now keeps its checkpoints. A generation of
   * another feature set or model has another directory: what changed must be embedded anew, so all
   * changes are replayed over it.
   */
  public static String checkpointDirectory(LiveOptions options) {
    return options.checkpointDirectory() != null
        ? options.checkpointDirectory()
        : Checkpoints.directory(options, activeGeneration(options));
  }

  /** The latest completed checkpoint under a directory: the path of its {@code chk-n} folder. */
  public static Optional<String> latestCheckpoint(String directory) {
    return Checkpoints.latest(directory);
  }

  /**
   * Deletes checkpoints in the usual directory that no later start goes on from: those of jobs
   * before the latest. Call it where no other job of the index can run, before the job starts. Does
   * nothing in a directory of the caller's.
   */
  public static void deleteStaleCheckpoints(LiveOptions options) {
    if (options.checkpointDirectory() == null) {
      String directory = checkpointDirectory(options);
      Checkpoints.deleteStale(directory, Checkpoints.latest(directory));
    }
  }

  private static Generation activeGeneration(LiveOptions options) {
    try (Lake lake = Lake.open(options.lake())) {
      return lake.index(options.index()).requireActive();
    }
  }

  private void define(StreamExecutionEnvironment env) {
    int maxAnswer = TopicSetup.largestValue(options.bootstrapServers(), topics.neighbours());
    int maxDeadLetter = TopicSetup.largestValue(options.bootstrapServers(), topics.deadLetters());
    ChangeStreams sources = ChangeStreams.of(env, options, base, start.offsets());
    SingleOutputStreamOperator<EntityChange> changes = embedded(sources.changes());
    SingleOutputStreamOperator<Question> parsedLookups = parsedLookups(env);

    DataStream<EditionEvent> editions = editions(env);

    SingleOutputStreamOperator<PartitionChange> routed =
        messages(changes, parsedLookups.getSideOutput(ParseLookup.BY_ENTITY))
            .keyBy(EntityMessage::entityId, Types.STRING)
            .connect(editions.broadcast())
            .transform(
                "route by entity",
                PartitionChange.FORMAT.typeInfo(),
                new EntityRouter(base, options.state().retention(), start.snapshot()))
            .uid("entity-router");

    if (options.tables().writes()) {
      writeTables(sources.read(), routed);
    }

    SingleOutputStreamOperator<PartitionLookup> lookups = probed(parsedLookups, routed, editions);

    SingleOutputStreamOperator<PartialAnswer> found =
        routed
            .keyBy(PartitionChange::key, Types.LONG)
            .connect(lookups.keyBy(PartitionLookup::key, Types.LONG))
            .transform(
                "search partitions",
                PartialAnswer.FORMAT.typeInfo(),
                new PartitionOperator(base, options.state().memoryPerSubtask()))
            .uid("partition");

    SingleOutputStreamOperator<OutgoingMessage> merged =
        found
            .union(lookups.getSideOutput(ProbeCells.ANNOUNCED))
            .keyBy(PartialAnswer::ticket, Types.STRING)
            .process(
                new MergeAnswers(PARTITION_TIMEOUT_MS, maxAnswer),
                OutgoingMessage.FORMAT.typeInfo())
            .name("merge answers")
            .uid("merge");
    grade(merged, found);
    DataStream<OutgoingMessage> answers =
        merged.union(
            parsedLookups.getSideOutput(Refusals.ANSWERS), lookups.getSideOutput(Refusals.ANSWERS));

    answers
        .sinkTo(LiveSinks.topic(options.bootstrapServers(), topics.neighbours(), maxAnswer))
        .name("neighbours")
        .uid("neighbours-sink");
    sources
        .refused()
        .union(
            changes.getSideOutput(Refusals.DEAD_LETTERS),
            parsedLookups.getSideOutput(Refusals.DEAD_LETTERS))
        .sinkTo(LiveSinks.topic(options.bootstrapServers(), topics.deadLetters(), maxDeadLetter))
        .name("dead letters")
        .uid("dead-letters-sink");
  }

  /** The canary: one subtask, so that there is one recall. */
  private void grade(
      SingleOutputStreamOperator<OutgoingMessage> merged,
      SingleOutputStreamOperator<PartialAnswer> found) {
    merged
        .getSideOutput(MergeAnswers.GRADED)
        .union(found.getSideOutput(PartitionOperator.TRUTHS))
        .process(new GradeAnswers(base), Types.VOID)
        .name("grade answers")
        .uid("grade")
        .setParallelism(1)
        .setMaxParallelism(1)
        .sinkTo(new DiscardingSink<>())
        .name("graded")
        .uid("graded-sink")
        .setParallelism(1);
  }

  /** The steps of swaps, from the one subtask that watches the table. */
  private DataStream<EditionEvent> editions(StreamExecutionEnvironment env) {
    return ChangeStreams.clock(env, "clock")
        .process(
            new WatchEditions(base, options.state().generationPoll()),
            EditionEvent.FORMAT.typeInfo())
        .name("watch generations")
        .uid("watch-editions")
        .setParallelism(1)
        .setMaxParallelism(1);
  }

  private static DataStream<EntityMessage> messages(
      DataStream<EntityChange> changes, DataStream<Question> questions) {
    return changes
        .map(EntityMessage::of, EntityMessage.FORMAT.typeInfo())
        .name("changes by entity")
        .uid("changes-by-entity")
        .union(
            questions
                .map(EntityMessage::of, EntityMessage.FORMAT.typeInfo())
                .name("lookups by entity")
                .uid("lookups-by-entity"));
  }

  private void writeTables(
      DataStream<TableChange> read, SingleOutputStreamOperator<PartitionChange> routed) {
    new TableSink(
            base,
            Checkpoints.staging(options),
            options.tables().commitInterval(),
            lineage(),
            start.offsets())
        .take(
            routed
                .getSideOutput(EntityRouter.ACCEPTED)
                .filter(change -> !Origin.of(change.source()).isTable())
                .name("not from tables")
                .uid("not-from-tables")
                .map(TableChange::of, TableChange.FORMAT.typeInfo())
                .name("changes for tables")
                .uid("changes-for-tables")
                .union(routed.getSideOutput(EntityRouter.ENTRIES))
                .union(read));
  }

  /** Orders after those of earlier starts: the last commit of a job that ended may come late. */
  private static String lineage() {
    return "%016d-%s".formatted(System.currentTimeMillis(), UUID.randomUUID());
  }

  private SingleOutputStreamOperator<EntityChange> embedded(DataStream<EntityChange> changes) {
    // Unordered is right: versions decide, not the order of arrival.
    return DrainedAsync.unordered(
            changes,
            "embed changes",
            Outcome.CHANGE_FORMAT.typeInfo(),
            new EmbedChange(base),
            Duration.ofMillis(EMBEDDING_TIMEOUT_MS),
            EMBEDDINGS_IN_FLIGHT)
        .uid("embed-changes")
        .process(new SplitChanges(), EntityChange.FORMAT.typeInfo())
        .name("split changes")
        .uid("split-changes");
  }

  private SingleOutputStreamOperator<Question> parsedLookups(StreamExecutionEnvironment env) {
    return env.fromSource(
            LiveSources.lookups(
                options.bootstrapServers(), topics.lookups(), group, System.currentTimeMillis()),
            WatermarkStrategy.noWatermarks(),
            "lookups",
            RawMessage.FORMAT.typeInfo())
        .uid("lookups-source")
        .process(new ParseLookup(base), Question.FORMAT.typeInfo())
        .name("parse lookups")
        .uid("parse-lookups");
  }

  private SingleOutputStreamOperator<PartitionLookup> probed(
      DataStream<Question> questions,
      SingleOutputStreamOperator<PartitionChange> routed,
      DataStream<EditionEvent> editions) {
    DataStream<Outcome<Question>> embedded =
        AsyncDataStream.unorderedWait(
                questions,
                new EmbedQuestion(base),
                EMBEDDING_TIMEOUT_MS,
                TimeUnit.MILLISECONDS,
                EMBEDDINGS_IN_FLIGHT)
            .returns(Outcome.QUESTION_FORMAT.typeInfo())
            .name("embed lookups")
            .uid("embed-lookups");
    DataStream<Outcome<Question>> fetched =
        AsyncDataStream.unorderedWait(
                routed.getSideOutput(EntityRouter.IN_BASE).keyBy(BaseQuestion::key, Types.LONG),
                new FetchFromBase(base),
                EMBEDDING_TIMEOUT_MS,
                TimeUnit.MILLISECONDS,
                EMBEDDINGS_IN_FLIGHT)
            .returns(Outcome.QUESTION_FORMAT.typeInfo())
            .name("fetch vectors")
            .uid("fetch-from-base");
    DataStream<Outcome<Question>> byEntity =
        fetched.union(routed.getSideOutput(EntityRouter.RESOLVED));
    DataStream<Outcome<Question>> gathered =
        byEntity
            .filter(outcome -> outcome.value().isPart())
            .name("parts of lookups")
            .uid("parts-of-lookups")
            .keyBy(outcome -> outcome.value().ticket(), Types.STRING)
            .process(
                new GatherVectors(base, EMBEDDING_TIMEOUT_MS), Outcome.QUESTION_FORMAT.typeInfo())
            .name("gather vectors")
            .uid("gather-vectors");
    return embedded
        .union(
            gathered,
            byEntity
                .filter(outcome -> !outcome.value().isPart())
                .name("resolved by entity")
                .uid("resolved-by-entity"))
        .connect(editions.broadcast())
        .process(new ProbeCells(base, options.canary()), PartitionLookup.FORMAT.typeInfo())
        .name("probe cells")
        .uid("probe-cells");
  }
}
