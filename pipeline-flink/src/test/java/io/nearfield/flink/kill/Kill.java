package io.nearfield.flink.kill;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** One cell of the matrix: who dies when. */
record Kill(Victim victim, Moment moment) {

  /** So many kills in a seeded order; each dozen of them is the whole matrix. */
  static List<Kill> plan(int kills, Random random) {
    List<Kill> plan = new ArrayList<>();
    while (plan.size() < kills) {
      List<Kill> matrix = new ArrayList<>();
      for (Victim victim : Victim.values()) {
        for (Moment moment : Moment.values()) {
          matrix.add(new Kill(victim, moment));
        }
      }
      Collections.shuffle(matrix, random);
      plan.addAll(matrix);
    }
    return List.copyOf(plan.subList(0, kills));
  }
}
