package io.nearfield.flink.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LookupAnswer;
import io.nearfield.connect.kafka.LookupRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A plain map that knows what a small index must hold, and a seeded stream of changes to it. */
final class Oracle {

  private record Known(long number, float[] vector) {}

  /** Entities of the base that stay as they are. */
  private static final int NEVER_CHANGED = 10;

  private final Random random;
  private final Map<String, Known> known = new HashMap<>();
  private final Set<String> touched = new HashSet<>();
  private long version;

  Oracle(long seed) {
    // Not the index's own sequence: its vectors would come up again.
    this.random = new Random(31 * seed + 17);
    for (int i = 0; i < SmallIndex.ENTITIES; i++) {
      known.put("e-" + i, new Known(-1, null));
    }
  }

  /** The next change, already known to the map: of base entities and new ones, some deletes. */
  Change next() {
    String id = "e-" + (NEVER_CHANGED + random.nextInt(2 * SmallIndex.ENTITIES));
    version++;
    touched.add(id);
    if (random.nextInt(3) == 0) {
      known.remove(id);
      return new Change.Delete(id, version);
    }
    float[] vector = SmallIndex.vector(random);
    known.put(id, new Known(version, vector));
    return new Change.Upsert(id, version, null, vector, Map.of("n", version));
  }

  /** Every entity that is there, by the number of its last change; -1: as the base has it. */
  Map<String, Long> numbers() {
    Map<String, Long> numbers = new HashMap<>();
    known.forEach((id, entry) -> numbers.put(id, entry.number()));
    return numbers;
  }

  /** The vector of an entity that has changed. */
  float[] vector(String id) {
    return known.get(id).vector();
  }

  /** While changes are under way: all that was settled before and not changed since holds. */
  void assertSettledHold(List<String> ids) {
    Set<String> missing = new HashSet<>(known.keySet());
    missing.removeAll(touched);
    assertThat(missing).isNotEmpty();
    missing.removeAll(Set.copyOf(ids));
    assertThat(missing).as("lost").isEmpty();
    assertThat(ids).as("ghosts").allMatch(id -> known.containsKey(id) || touched.contains(id));
  }

  /** Waits until the index holds exactly what the map does: no id lost, no ghost, none twice. */
  void awaitEqual(LiveClient client) {
    Map<String, Long> expected = new HashMap<>();
    known.forEach((id, entry) -> expected.put(id, entry.number()));
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    List<Neighbour> all = everything(client);
    while (!numbers(all).equals(expected) && System.nanoTime() < end) {
      all = everything(client);
    }
    assertThat(all).extracting(Neighbour::entityId).doesNotHaveDuplicates();
    assertThat(numbers(all)).isEqualTo(expected);
    touched.clear();
    known.forEach(
        (id, entry) -> {
          if (entry.vector() != null && entry.number() % 10 == 0) {
            Neighbour nearest =
                answer(client, Lookup.of(new Lookup.ByVector(entry.vector()), 1)).get(0);
            assertThat(nearest.entityId()).isEqualTo(id);
            assertThat(nearest.distance()).isZero();
          }
        });
  }

  private static List<Neighbour> everything(LiveClient client) {
    float[] anywhere = new float[SmallIndex.DIMENSION];
    return answer(client, Lookup.of(new Lookup.ByVector(anywhere), 1_000).asExact());
  }

  private static List<Neighbour> answer(LiveClient client, Lookup lookup) {
    LookupAnswer answer = client.ask(LookupRequest.of(lookup), Duration.ofSeconds(60));
    assertThat(answer.error()).isNull();
    assertThat(answer.neighbours().partial()).isNull();
    return answer.neighbours().neighbours();
  }

  private static Map<String, Long> numbers(List<Neighbour> all) {
    Map<String, Long> numbers = new HashMap<>();
    all.forEach(
        neighbour -> numbers.put(neighbour.entityId(), (Long) neighbour.attributes().get("n")));
    return numbers;
  }
}
