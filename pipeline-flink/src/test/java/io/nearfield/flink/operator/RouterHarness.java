package io.nearfield.flink.operator;

import io.nearfield.flink.message.EditionEvent;
import io.nearfield.flink.message.EntityMessage;
import io.nearfield.flink.message.PartitionChange;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** A router without a job around it. */
final class RouterHarness {

  private RouterHarness() {}

  static KeyedTwoInputStreamOperatorTestHarness<
          String, EntityMessage, EditionEvent, PartitionChange>
      open(Base base, Duration retention, OperatorSubtaskState state) throws Exception {
    var harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new EntityRouter(base, retention), EntityMessage::entityId, null, Types.STRING);
    harness.setup(PartitionChange.FORMAT.typeInfo().createSerializer(null));
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }
}
