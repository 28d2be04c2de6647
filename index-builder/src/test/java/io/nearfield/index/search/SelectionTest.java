package io.nearfield.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.search.SearchRequest.Order;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is selected by full vectors is what sorting all entries gives, while they come and go. */
@ExtendWith(RandomSource.class)
class SelectionTest {

  private static final int DIMENSION = 7;
  private static final int[] ALL = IntStream.range(0, 8).toArray();

  private final Map<String, float[]> living = new HashMap<>();

  @ParameterizedTest
  @EnumSource(
      names = {"HAMMING", "JACCARD"},
      mode = EnumSource.Mode.EXCLUDE)
  void selectionsAreTheSortedTruth(Metric metric) {
    SplittableRandom random = new SplittableRandom(metric.ordinal());
    TrainedIndex trained =
        IndexTrainer.train(
            TestVectors.clumps(random, 400, DIMENSION, 10),
            IndexSpec.parse("IVF8,SQ8,Refine(Flat)"),
            metric,
            TrainingParams.defaults().withThreads(1),
            TrainingListener.SILENT);
    PartitionIndex<Integer> index = new PartitionIndex<>(trained);
    for (int step = 0; step < 4_000; step++) {
      change(random, trained, index);
      if (step % 40 == 0) {
        compare(random, trained, index);
      }
    }
  }

  private void change(
      SplittableRandom random, TrainedIndex trained, PartitionIndex<Integer> index) {
    int number = random.nextInt(2_500);
    String id = "e" + number;
    if (random.nextInt(4) == 0) {
      assertThat(index.remove(id)).isEqualTo(living.remove(id) != null);
    } else {
      float[] vector = trained.prepare(TestVectors.gaussian(random, DIMENSION));
      int cell = trained.assign(vector);
      index.upsert(id, cell, trained.encode(vector, cell), vector, number);
      living.put(id, vector);
    }
  }

  private void compare(
      SplittableRandom random, TrainedIndex trained, PartitionIndex<Integer> index) {
    float[] query = trained.prepare(TestVectors.gaussian(random, DIMENSION));
    List<Hit<Integer>> all = truth(trained, query, living.keySet(), number -> true);
    float limit = all.isEmpty() ? 0 : all.get(random.nextInt(all.size())).distance();
    Selection.Radius radius =
        switch (random.nextInt(3)) {
          case 0 -> Selection.Radius.ANY;
          case 1 -> distance -> distance < limit;
          default -> distance -> distance >= limit;
        };
    Order order = random.nextInt(2) == 0 ? Order.NEAREST : Order.FARTHEST;
    Selection selection = new Selection(1 + random.nextInt(60), order, radius);
    int below = random.nextInt(3) == 0 ? random.nextInt(100) : 2_500;
    Predicate<Integer> filter = number -> number < below;

    Selected<Integer> selected = index.select(query, ALL, selection, filter);
    assertThat(selected)
        .isEqualTo(wanted(truth(trained, query, living.keySet(), filter), selection));

    List<String> view =
        IntStream.range(0, 30)
            .map(i -> random.nextInt(2_500))
            .distinct()
            .mapToObj(i -> "e" + i)
            .toList();
    assertThat(index.selectAmong(query, view, selection, filter))
        .isEqualTo(wanted(truth(trained, query, view, filter), selection));

    int[] some = {1, 3, 5};
    int[] others = {0, 2, 4, 6, 7};
    assertThat(
            index
                .select(query, some, selection, filter)
                .with(index.select(query, others, selection, filter), selection))
        .isEqualTo(selected);
  }

  private List<Hit<Integer>> truth(
      TrainedIndex trained, float[] query, Collection<String> ids, Predicate<Integer> filter) {
    List<Hit<Integer>> all = new ArrayList<>();
    float[] distance = new float[1];
    for (String id : ids) {
      int number = Integer.parseInt(id.substring(1));
      if (living.containsKey(id) && filter.test(number)) {
        Distances.compute(trained.metric(), query, living.get(id), 0, 1, distance);
        all.add(new Hit<>(id, distance[0], number));
      }
    }
    return all;
  }

  private static Selected<Integer> wanted(List<Hit<Integer>> all, Selection selection) {
    List<Hit<Integer>> within =
        all.stream().filter(hit -> selection.radius().holds(hit.distance())).toList();
    List<Hit<Integer>> first =
        within.stream().sorted(selection.hitOrder()).limit(selection.k()).toList();
    return new Selected<>(first, within.size());
  }
}
