package io.nearfield.flink.message;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * State by lookup: what has come in so far.
 *
 * @param answered whether the answer is out; kept a while to know late parts by
 * @param answers what came in for each of the lookup's answers, by their number
 */
public record MergeState(boolean answered, Map<Integer, MergedAnswer> answers) {

  /** Nothing yet. */
  public static final MergeState EMPTY = new MergeState(false, Map.of());

  /**
   * Version 2: answered boolean, count int of answers (number int, whether announced boolean and
   * that as in the partial answer, received int, failure string, total long, found as in the
   * partial answer). Version 1 belonged to checkpoints that cannot be gone on from.
   */
  public static final WireFormat<MergeState> FORMAT = new Format();

  public MergeState plus(PartialAnswer part) {
    Map<Integer, MergedAnswer> more = new TreeMap<>(answers);
    more.merge(part.part(), MergedAnswer.EMPTY.plus(part), (before, first) -> before.plus(part));
    return new MergeState(answered, Collections.unmodifiableMap(more));
  }

  /** Without what is no longer needed once the answer is out. */
  public MergeState done() {
    return new MergeState(true, Map.of());
  }

  /** Whether it is known of some answer what is to be expected. */
  public boolean isAnnounced() {
    return answers.values().stream().anyMatch(answer -> answer.announced() != null);
  }

  public boolean isComplete() {
    for (MergedAnswer answer : answers.values()) {
      if (!answer.isComplete() || answers.size() < answer.announced().asker().answers()) {
        return false;
      }
    }
    return !answers.isEmpty();
  }

  private static final class Format extends WireFormat<MergeState> {
    private static final long serialVersionUID = 1L;

    Format() {
      super("merge-state", 2, MergeState.class);
    }

    @Override
    void write(MergeState value, DataOutputView out) throws IOException {
      out.writeBoolean(value.answered);
      out.writeInt(value.answers.size());
      for (Map.Entry<Integer, MergedAnswer> answer : value.answers.entrySet()) {
        out.writeInt(answer.getKey());
        MergedAnswer.write(answer.getValue(), out);
      }
    }

    @Override
    MergeState read(int written, DataInputView in) throws IOException {
      requireWritten(written, 2);
      boolean answered = in.readBoolean();
      Map<Integer, MergedAnswer> answers = new TreeMap<>();
      for (int left = in.readInt(); left > 0; left--) {
        answers.put(in.readInt(), MergedAnswer.read(in));
      }
      return new MergeState(answered, Collections.unmodifiableMap(answers));
    }
  }
}
