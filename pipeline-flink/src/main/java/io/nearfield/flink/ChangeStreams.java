package io.nearfield.flink;

import io.nearfield.connect.iceberg.CoveredOffsets;
import io.nearfield.flink.message.EntityChange;
import io.nearfield.flink.message.OutgoingMessage;
import io.nearfield.flink.message.RawMessage;
import io.nearfield.flink.message.TableChange;
import io.nearfield.flink.operator.Base;
import io.nearfield.flink.operator.FollowFeatures;
import io.nearfield.flink.operator.ParseChange;
import io.nearfield.flink.operator.Refusals;
import io.nearfield.flink.table.MarkRead;
import io.nearfield.flink.topic.LiveSources;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Where a live job's changes come from.
 *
 * @param changes all of them, not embedded yet
 * @param refused what could not be read
 * @param read how far the sources have been read
 */
record ChangeStreams(
    DataStream<EntityChange> changes,
    DataStream<OutgoingMessage> refused,
    DataStream<TableChange> read) {

  private static final double TICKS_PER_SECOND = 10;

  /**
   * The sources that the options ask for.
   *
   * @param covered where they begin without a checkpoint
   */
  static ChangeStreams of(
      StreamExecutionEnvironment env, LiveOptions options, Base base, CoveredOffsets covered) {
    TableOptions.Changes from = options.tables().changes();
    if (from == TableOptions.Changes.KAFKA) {
      return ofKafka(env, options, base, covered);
    }
    ChangeStreams table = ofTable(env, base, covered);
    return from == TableOptions.Changes.TABLE
        ? table
        : ofKafka(env, options, base, covered).and(table);
  }

  private ChangeStreams and(ChangeStreams other) {
    return new ChangeStreams(
        changes.union(other.changes), refused.union(other.refused), read.union(other.read));
  }

  private static ChangeStreams ofKafka(
      StreamExecutionEnvironment env, LiveOptions options, Base base, CoveredOffsets covered) {
    SingleOutputStreamOperator<RawMessage> messages =
        env.fromSource(
                LiveSources.changes(
                    options.bootstrapServers(),
                    options.topics().changes(),
                    "nearfield-" + options.index(),
                    covered),
                WatermarkStrategy.noWatermarks(),
                "changes",
                RawMessage.FORMAT.typeInfo())
            .uid("changes-source")
            .transform("mark how far", RawMessage.FORMAT.typeInfo(), new MarkRead())
            .uid("mark-read");
    SingleOutputStreamOperator<EntityChange> parsed =
        messages
            .process(new ParseChange(base), EntityChange.FORMAT.typeInfo())
            .name("parse changes")
            .uid("parse-changes");
    return new ChangeStreams(
        parsed, parsed.getSideOutput(Refusals.DEAD_LETTERS), messages.getSideOutput(MarkRead.READ));
  }

  private static ChangeStreams ofTable(
      StreamExecutionEnvironment env, Base base, CoveredOffsets covered) {
    SingleOutputStreamOperator<EntityChange> followed =
        clock(env, "table-clock")
            .process(new FollowFeatures(base, covered), EntityChange.FORMAT.typeInfo())
            .name("follow features")
            .uid("follow-features")
            .setParallelism(1)
            .setMaxParallelism(1);
    return new ChangeStreams(
        followed,
        followed.getSideOutput(Refusals.DEAD_LETTERS),
        followed.getSideOutput(FollowFeatures.READ));
  }

  /** Ten ticks a second, in one subtask. */
  static DataStream<Long> clock(StreamExecutionEnvironment env, String uid) {
    return env.fromSource(
            new DataGeneratorSource<>(
                tick -> tick,
                Long.MAX_VALUE,
                RateLimiterStrategy.perSecond(TICKS_PER_SECOND),
                Types.LONG),
            WatermarkStrategy.noWatermarks(),
            uid)
        .uid(uid)
        .setParallelism(1);
  }
}
