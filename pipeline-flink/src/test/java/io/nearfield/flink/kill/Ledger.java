package io.nearfield.flink.kill;

import io.nearfield.connect.api.Change;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The oracle: a plain map of what the index must hold, and a seeded stream of changes to it. Each
 * entity says in its attribute {@code n} which change it comes from. Thread-safe.
 */
final class Ledger {

  /** An entity as it must be. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Known(long number, float[] vector) {}

  private final Clumps clumps;
  private final Random random;
  private final Map<String, Known> known = new HashMap<>();
  private long version;

  Ledger(Clumps clumps, Map<String, float[]> base, long seed) {
    this.clumps = clumps;
    this.random = new Random(seed);
    base.forEach((id, vector) -> known.put(id, new Known(Base.NUMBER, vector)));
  }

  /** The next change, already in the map: of base entities and others, a third of them deletes. */
  synchronized Change next() {
    String id = Base.id(random.nextInt(2 * Base.ENTITIES));
    version++;
    if (random.nextInt(3) == 0) {
      known.remove(id);
      return new Change.Delete(id, version);
    }
    float[] vector = clumps.next(random);
    known.put(id, new Known(version, vector));
    return new Change.Upsert(id, version, null, vector, Map.of("n", version));
  }

  synchronized Map<String, Known> known() {
    return new HashMap<>(known);
  }

  /** The true nearest, by comparing all. */
  synchronized List<String> nearest(float[] query, int k) {
    record Far(String id, double distance) {}
    return known.entrySet().stream()
        .map(entry -> new Far(entry.getKey(), squared(query, entry.getValue().vector())))
        .sorted(Comparator.comparingDouble(Far::distance).thenComparing(Far::id))
        .limit(k)
        .map(Far::id)
        .toList();
  }

  private static double squared(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }
}
