package io.nearfield.flink.message;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What has come in of one answer.
 *
 * @param announced what is expected, or null until it is known
 * @param received how many partitions have answered
 * @param found all that was found, in no order
 * @param total how many entries may answer in the partitions that have answered; -1 if one does not
 *     know
 * @param failure the first failure of a partition, or null
 */
public record MergedAnswer(
    Announced announced, int received, List<Found> found, long total, String failure) {

  static final MergedAnswer EMPTY = new MergedAnswer(null, 0, List.of(), 0, null);

  MergedAnswer plus(PartialAnswer part) {
    if (part.announced() != null) {
      return new MergedAnswer(part.announced(), received, found, total, failure);
    }
    List<Found> all = new ArrayList<>(found);
    all.addAll(part.found());
    return new MergedAnswer(
        announced,
        received + 1,
        Collections.unmodifiableList(all),
        total < 0 || part.total() < 0 ? -1 : total + part.total(),
        failure == null ? part.failure() : failure);
  }

  public boolean isComplete() {
    return announced != null && received >= announced.partitions();
  }

  /**
   * The page that was asked for, in its order. An entity that moved while the lookup was under way
   * may have been seen in two partitions: the later version counts.
   */
  public List<Found> page() {
    List<Found> once = new ArrayList<>(latest());
    once.sort(Found.order(announced.order()));
    int from = Math.min(announced.offset(), once.size());
    return once.subList(from, (int) Math.min((long) from + announced.k(), once.size()));
  }

  /** How many entries may answer in all; -1 if that is not known. */
  public long everywhere() {
    return total < 0 || !isComplete() ? -1 : total - (found.size() - latest().size());
  }

  private Collection<Found> latest() {
    Map<String, Found> latest = new HashMap<>();
    for (Found candidate : found) {
      latest.merge(candidate.entityId(), candidate, (a, b) -> a.version() >= b.version() ? a : b);
    }
    return latest.values();
  }

  static void write(MergedAnswer value, DataOutputView out) throws IOException {
    Announced.write(value.announced, out);
    out.writeInt(value.received);
    Wire.writeString(value.failure, out);
    out.writeLong(value.total);
    Found.writeAll(value.found, out);
  }

  static MergedAnswer read(DataInputView in) throws IOException {
    Announced announced = Announced.read(in);
    int received = in.readInt();
    String failure = Wire.readString(in);
    long total = in.readLong();
    return new MergedAnswer(announced, received, Found.readAll(in), total, failure);
  }
}
