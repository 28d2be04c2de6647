package io.nearfield.flink.operator;

import io.nearfield.connect.api.Change;
import io.nearfield.connect.kafka.ChangeCodec;
import io.nearfield.flink.message.EntityChange;
import io.nearfield.flink.message.OutgoingMessage;
import io.nearfield.flink.message.RawMessage;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Reads changes; what is none goes to the dead letters. */
public final class ParseChange extends ProcessFunction<RawMessage, EntityChange> {

  private static final long serialVersionUID = 1L;

  private final Base base;
  private transient KnownColumns columns;
  private transient ChangeCodec codec;

  public ParseChange(Base base) {
    this.base = base;
  }

  @Override
  public void open(OpenContext context) {
    columns = new KnownColumns(base);
    codec = new ChangeCodec(columns.columns());
  }

  @Override
  public void processElement(RawMessage message, Context context, Collector<EntityChange> out) {
    ChangeCodec.Decoded decoded;
    try {
      decoded = decoded(message);
    } catch (IllegalArgumentException e) {
      OutgoingMessage letter =
          Refusals.deadLetter(message.source(), null, "malformed-change", Refusals.message(e));
      context.output(Refusals.DEAD_LETTERS, letter);
      return;
    }
    Change change = decoded.change();
    long order = decoded.versioned() ? 0 : message.offset() + 1;
    if (change instanceof Change.Upsert upsert) {
      out.collect(
          new EntityChange(
              upsert.entityId(),
              upsert.version(),
              order,
              false,
              upsert.text(),
              upsert.image(),
              upsert.vector(),
              upsert.attributes(),
              message.source(),
              message.timestamp()));
    } else {
      out.collect(
          new EntityChange(
              change.entityId(),
              change.version(),
              order,
              true,
              null,
              null,
              null,
              Map.of(),
              message.source(),
              message.timestamp()));
    }
  }

  private ChangeCodec.Decoded decoded(RawMessage message) {
    try {
      return codec.decode(message.value(), message.timestamp());
    } catch (IllegalArgumentException e) {
      if (!columns.haveChanged()) {
        throw e;
      }
      codec = new ChangeCodec(columns.columns());
      return codec.decode(message.value(), message.timestamp());
    }
  }
}
