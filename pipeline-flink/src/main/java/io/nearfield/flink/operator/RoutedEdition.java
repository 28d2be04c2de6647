package io.nearfield.flink.operator;

import io.nearfield.connect.iceberg.EntryLocation;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.flink.message.Edition;
import io.nearfield.flink.message.EntityState;
import io.nearfield.flink.message.Marker;
import io.nearfield.flink.message.PartitionChange;
import io.nearfield.flink.message.Places;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Knows where entities lie in one edition and says what a change of one means for its partitions.
 *
 * <p>Not thread-safe.
 */
final class RoutedEdition {

  private final Edition edition;
  private final OpenBase open;
  private final BaseLocations locations;

  private RoutedEdition(Edition edition, OpenBase open, BaseLocations locations) {
    this.edition = edition;
    this.open = open;
    this.locations = locations;
  }

  /** Reads where the entities of {@code own} keys lie: the whole edition's ids, no vectors. */
  static RoutedEdition load(Base base, Edition edition, OwnKeys own) throws IOException {
    Base at = base.at(edition);
    OpenBase open = OpenBase.of(at);
    BaseLocations locations = new BaseLocations();
    try (Lake lake = Lake.open(base.lake());
        CloseableIterable<EntryLocation> all =
            OpenBase.view(lake.index(base.index()), at).locations()) {
      for (EntryLocation location : all) {
        if (own.contains(location.entityId())) {
          locations.put(location.entityId(), location.partition());
        }
      }
    }
    return new RoutedEdition(edition, open, locations);
  }

  Edition edition() {
    return edition;
  }

  BaseLocations locations() {
    return locations;
  }

  /** Whether the entries show the change already. */
  boolean covers(EntityState state) {
    return edition.covered().covers(state.origin().partition(), state.origin().offset());
  }

  /**
   * Tells the partitions of an entity's state. A move is an addition to the new partition and then
   * a removal from the old one.
   *
   * @param before where the entity lay
   * @return where it lies now
   */
  Places place(String id, EntityState now, Places before, Consumer<PartitionChange> out) {
    int number = edition.number();
    int inBase = locations.partition(id);
    int from = before.partition(number, inBase);
    int to = Places.NOWHERE;
    if (!now.isDeleted()) {
      int cell = open.trained().assign(now.vector());
      to = open.partition(cell);
      out.accept(
          new PartitionChange(
              number,
              to,
              null,
              id,
              now.version(),
              false,
              to == inBase,
              cell,
              open.trained().encode(now.vector(), cell),
              now.vector(),
              kept(now.attributes()),
              -1));
    }
    if (from >= 0 && from != to) {
      out.accept(PartitionChange.removal(number, from, id, now.version(), from == inBase));
    }
    return before.with(number, to);
  }

  /** Says something to every partition. */
  void mark(Marker marker, Consumer<PartitionChange> out) {
    mark(open, marker, out);
  }

  static void mark(OpenBase open, Marker marker, Consumer<PartitionChange> out) {
    for (int partition = 0; partition < open.partitions(); partition++) {
      out.accept(PartitionChange.marker(partition, marker));
    }
  }

  /** Generations may have different filter columns. */
  private Map<String, Object> kept(Map<String, Object> attributes) {
    Set<String> columns = open.columns().keySet();
    if (columns.containsAll(attributes.keySet())) {
      return attributes;
    }
    Map<String, Object> kept = new HashMap<>(attributes);
    kept.keySet().retainAll(columns);
    return kept;
  }
}
