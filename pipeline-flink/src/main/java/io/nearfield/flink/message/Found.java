package io.nearfield.flink.message;

import io.nearfield.connect.api.Lookup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A neighbour found in one index partition.
 *
 * @param entityId who
 * @param distance by the metric
 * @param version of the change that put it there; -1 for the base's entries
 * @param attributes the filter columns
 */
public record Found(String entityId, float distance, long version, Map<String, Object> attributes)
    implements Comparable<Found> {

  /** Nearest first, ties by id. */
  @Override
  public int compareTo(Found other) {
    int byDistance = Float.compare(distance, other.distance);
    return byDistance != 0 ? byDistance : entityId.compareTo(other.entityId);
  }

  /** The order in which a lookup wants them, ties by id. */
  static Comparator<Found> order(Lookup.Order order) {
    return order == Lookup.Order.NEAREST
        ? Comparator.naturalOrder()
        : Comparator.<Found>comparingDouble(found -> -found.distance)
            .thenComparing(Found::entityId);
  }

  static void writeAll(List<Found> all, DataOutputView out) throws IOException {
    out.writeInt(all.size());
    for (Found found : all) {
      Wire.writeString(found.entityId, out);
      out.writeFloat(found.distance);
      out.writeLong(found.version);
      Wire.writeAttributes(found.attributes, out);
    }
  }

  static List<Found> readAll(DataInputView in) throws IOException {
    int size = in.readInt();
    List<Found> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(
          new Found(Wire.readString(in), in.readFloat(), in.readLong(), Wire.readAttributes(in)));
    }
    return List.copyOf(all);
  }
}
