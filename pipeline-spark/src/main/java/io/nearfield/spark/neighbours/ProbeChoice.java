package io.nearfield.spark.neighbours;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.search.Recall;
import io.nearfield.index.search.RecallGrade;
import io.nearfield.spark.neighbours.SampledTruth.Near;
import io.nearfield.spark.neighbours.SampledTruth.Sampled;
import java.util.ArrayList;
import java.util.List;

/**
 * How many cells each entry has to look into for a wanted recall, as grading finds it: every other
 * sampled entry chooses, the others grade the choice and can only ask for more.
 *
 * @param nprobe the fewest cells with which both halves reach the target; all if none does
 * @param grade what the grading half found with it
 */
record ProbeChoice(int nprobe, RecallGrade grade) {

  static ProbeChoice of(
      TrainedIndex trained, List<Sampled> sampled, SampledTruth truth, double target) {
    int cells = trained.cells();
    List<List<Integer>> needed = new ArrayList<>(); // of each neighbour of each entry
    for (int q = 0; q < sampled.size(); q++) {
      int[] order = trained.probe(sampled.get(q).vector(), cells);
      int[] place = new int[cells];
      for (int i = 0; i < cells; i++) {
        place[order[i]] = i + 1;
      }
      needed.add(truth.of(q).stream().map(Near::cell).map(cell -> place[cell]).toList());
    }
    int low = 1;
    int high = cells;
    while (low < high) { // recall never falls as more cells are probed
      int middle = (low + high) >>> 1;
      boolean enough =
          grade(needed, middle, 0).recall() >= target
              && (needed.size() == 1 || grade(needed, middle, 1).recall() >= target);
      if (enough) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return new ProbeChoice(low, grade(needed, low, needed.size() == 1 ? 0 : 1));
  }

  private static RecallGrade grade(List<List<Integer>> needed, int nprobe, int half) {
    List<List<String>> truth = new ArrayList<>();
    List<List<String>> found = new ArrayList<>();
    int most = 1;
    for (int q = half; q < needed.size(); q += 2) {
      List<String> all = new ArrayList<>();
      List<String> seen = new ArrayList<>();
      for (int i = 0; i < needed.get(q).size(); i++) {
        all.add(Integer.toString(i));
        if (needed.get(q).get(i) <= nprobe) {
          seen.add(Integer.toString(i));
        }
      }
      most = Math.max(most, all.size());
      truth.add(all);
      found.add(seen);
    }
    return Recall.grade(truth, found, most);
  }
}
