package io.nearfield.flink.kill;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
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

/**
 * What the index differs in from the oracle when nothing changes any more.
 *
 * @param lost entities that are not in the index, or there as an older change left them
 * @param ghosts entities that are in the index and should not be
 * @param duplicates how many more times than once entities are there
 * @param recall mean recall@10 with the generation's own settings
 */
record Findings(int lost, int ghosts, int duplicates, double recall) {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int QUESTIONS = 40;
  private static final int K = 10;

  boolean allIsWell() {
    return lost == 0 && ghosts == 0 && duplicates == 0 && recall >= 0.95;
  }

  /**
   * Looks until the index holds what the oracle does, or the patience is over; then at recall.
   *
   * @param ledger to which nothing is added meanwhile
   */
  static Findings of(LiveClient client, Ledger ledger, Clumps clumps, long seed) {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    Findings membership = membership(client, ledger);
    while (!membership.allIsWell() && System.nanoTime() < giveUp) {
      membership = membership(client, ledger);
    }
    return new Findings(
        membership.lost(),
        membership.ghosts(),
        membership.duplicates(),
        recall(client, ledger, clumps, new Random(seed)));
  }

  private static Findings membership(LiveClient client, Ledger ledger) {
    Map<String, Ledger.Known> expected = ledger.known();
    Lookup everything =
        Lookup.of(new Lookup.ByVector(new float[Clumps.DIMENSION]), Lookup.MAX_K).asExact();
    Map<String, Long> there = new HashMap<>();
    int twice = 0;
    for (Neighbour neighbour : answer(client, everything)) {
      if (there.put(neighbour.entityId(), (Long) neighbour.attributes().get("n")) != null) {
        twice++;
      }
    }
    int lost = 0;
    for (Map.Entry<String, Ledger.Known> one : expected.entrySet()) {
      if (!Long.valueOf(one.getValue().number()).equals(there.get(one.getKey()))) {
        lost++;
      }
    }
    Set<String> ghosts = new HashSet<>(there.keySet());
    ghosts.removeAll(expected.keySet());
    return new Findings(lost, ghosts.size(), twice, 1);
  }

  private static double recall(LiveClient client, Ledger ledger, Clumps clumps, Random random) {
    int found = 0;
    for (int i = 0; i < QUESTIONS; i++) {
      float[] query = clumps.next(random);
      Set<String> truth = new HashSet<>(ledger.nearest(query, K));
      for (Neighbour neighbour : answer(client, Lookup.of(new Lookup.ByVector(query), K))) {
        found += truth.contains(neighbour.entityId()) ? 1 : 0;
      }
    }
    return (double) found / (QUESTIONS * K);
  }

  /** A complete answer; the index may be just coming back, so an incomplete one is asked again. */
  private static List<Neighbour> answer(LiveClient client, Lookup lookup) {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      LookupAnswer answer = client.ask(LookupRequest.of(lookup), PATIENCE);
      if (answer.error() == null && answer.neighbours().isComplete()) {
        return answer.neighbours().neighbours();
      }
      if (System.nanoTime() > giveUp) {
        throw new NearfieldException("Cannot compare: the index answers " + answer);
      }
    }
  }
}
