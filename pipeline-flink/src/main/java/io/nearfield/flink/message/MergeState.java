package io.nearfield.flink.message;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * State by lookup: what has come in so far.
 *
 * @param announced what is expected, or null until it is known
 * @param answered whether the answer is out; kept a while to know late parts by
 * @param received how many partitions have answered
 * @param found all that was found, in no order
 * @param failure the first failure of a partition, or null
 */
public record MergeState(
    PartialAnswer.Announced announced,
    boolean answered,
    int received,
    List<Found> found,
    String failure) {

  /** Nothing yet. */
  public static final MergeState EMPTY = new MergeState(null, false, 0, List.of(), null);

  /**
   * Version 1: announced as in the partial answer, answered boolean, received int, failure string,
   * found as in the partial answer.
   */
  public static final WireFormat<MergeState> FORMAT = new Format();

  public MergeState plus(PartialAnswer part) {
    if (part.announced() != null) {
      return new MergeState(part.announced(), answered, received, found, failure);
    }
    List<Found> all = new ArrayList<>(found);
    all.addAll(part.found());
    return new MergeState(
        announced,
        answered,
        received + 1,
        Collections.unmodifiableList(all),
        failure == null ? part.failure() : failure);
  }

  /** Without what is no longer needed once the answer is out. */
  public MergeState done() {
    return new MergeState(null, true, received, List.of(), null);
  }

  public boolean isComplete() {
    return announced != null && received >= announced.partitions();
  }

  /**
   * The k nearest, ties by id. An entity that moved while the lookup was under way may have been
   * seen in two partitions: the later version counts.
   */
  public List<Found> nearest() {
    Map<String, Found> latest = new HashMap<>();
    for (Found candidate : found) {
      latest.merge(candidate.entityId(), candidate, (a, b) -> a.version() >= b.version() ? a : b);
    }
    return latest.values().stream().sorted().limit(announced.k()).toList();
  }

  private static final class Format extends WireFormat<MergeState> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("merge-state", 1, MergeState.class);
    }

    @Override
    void write(MergeState value, DataOutputView out) throws IOException {
      PartialAnswer.Announced.write(value.announced, out);
      out.writeBoolean(value.answered);
      out.writeInt(value.received);
      Wire.writeString(value.failure, out);
      Found.writeAll(value.found, out);
    }

    @Override
    MergeState read(int written, DataInputView in) throws IOException {
      PartialAnswer.Announced announced = PartialAnswer.Announced.read(in);
      boolean answered = in.readBoolean();
      int received = in.readInt();
      String failure = Wire.readString(in);
      return new MergeState(announced, answered, received, Found.readAll(in), failure);
    }
  }
}
