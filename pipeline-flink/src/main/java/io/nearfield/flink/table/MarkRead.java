package io.nearfield.flink.table;

import io.nearfield.connect.iceberg.CoveredOffsets;
import io.nearfield.flink.message.RawMessage;
import io.nearfield.flink.message.TableChange;
import java.util.TreeMap;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Passes changes on as they are, and says at each barrier how far they have been read. That is how
 * far the tables are once the checkpoint is committed, as nothing stays under way across a barrier:
 * see {@link DrainedAsync}.
 */
public final class MarkRead extends AbstractStreamOperator<RawMessage>
    implements OneInputStreamOperator<RawMessage, RawMessage> {

  private static final long serialVersionUID = 1L;

  /** How far the topic's partitions have been read. */
  public static final OutputTag<TableChange> READ =
      new OutputTag<>("read", TableChange.FORMAT.typeInfo());

  private transient TreeMap<Integer, Long> read;

  @Override
  public void open() throws Exception {
    super.open();
    read = new TreeMap<>();
  }

  @Override
  public void processElement(StreamRecord<RawMessage> message) {
    read.put(message.getValue().partition(), message.getValue().offset() + 1);
    output.collect(message);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) {
    if (!read.isEmpty()) {
      output.collect(READ, new StreamRecord<>(TableChange.read(CoveredOffsets.of(read))));
      read.clear();
    }
  }
}
