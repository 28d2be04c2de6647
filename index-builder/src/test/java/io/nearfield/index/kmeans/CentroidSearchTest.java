package io.nearfield.index.kmeans;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.kmeans.CentroidSearch.Order;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CentroidSearchTest {

  // Rows that vary in `inner` directions, with noise in all; far from the origin.
  private static VectorBatch rows(int count, int d, int inner, double noise, long seed) {
    SplittableRandom shared = new SplittableRandom(7);
    double[] directions = new double[inner * d];
    Arrays.setAll(directions, i -> shared.nextDouble() - 0.5);
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[count * d];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < inner; k++) {
        double weight = random.nextDouble() - 0.5;
        for (int j = 0; j < d; j++) {
          values[i * d + j] += (float) (weight * directions[k * d + j]);
        }
      }
      for (int j = 0; j < d; j++) {
        values[i * d + j] += (float) (0.3 + noise * (random.nextDouble() - 0.5));
      }
    }
    return new VectorBatch(values, d);
  }

  private static double score(Order order, float[] x, VectorBatch centroids, int c) {
    double norm = 0;
    double dot = 0;
    for (int j = 0; j < x.length; j++) {
      double value = centroids.values()[c * x.length + j];
      norm += value * value;
      dot += value * x[j];
    }
    return order == Order.NEAREST ? norm / 2 - dot : -dot;
  }

  @ParameterizedTest
  @CsvSource({
    "600, 96, 12, 0.05, 1", // few directions: bounded
    "600, 96, 12, 0.05, 9",
    "1000, 130, 20, 0.4, 5",
    "1000, 130, 20, 0.4, 40",
    "700, 80, 80, 2.0, 6", // all directions: compared with all
    "700, 80, 12, 0.05, 700",
    "100, 96, 12, 0.05, 4", // too few to bound
  })
  void finds_what_comparing_with_all_finds(int count, int d, int inner, double noise, int wanted) {
    VectorBatch centroids = rows(count, d, inner, noise, 1);
    VectorBatch vectors = rows(70, d, inner, 3 * noise, 2);
    for (Order order : Order.values()) {
      CentroidSearch search = CentroidSearch.of(Centroids.of(centroids), order);
      search.best(
          vectors.values(),
          0,
          vectors.rows(),
          wanted,
          Float.POSITIVE_INFINITY,
          (i, cells, scores, held) -> {
            float[] x = vectors.row(i);
            int[] all =
                IntStream.range(0, count)
                    .boxed()
                    .sorted(Comparator.comparingDouble(c -> score(order, x, centroids, c)))
                    .mapToInt(c -> c)
                    .toArray();
            double last = score(order, x, centroids, all[wanted - 1]);
            double rounding = 1e-5 * VectorKernels.dot(x, x);
            assertThat(held).isEqualTo(wanted);
            assertThat(cells).hasSize(wanted).doesNotHaveDuplicates();
            for (int w = 0; w < wanted; w++) {
              double mine = score(order, x, centroids, cells[w]);
              assertThat(mine).isLessThanOrEqualTo(last + rounding);
              assertThat((double) scores[w]).isCloseTo(mine, within(rounding));
              assertThat(w == 0 || scores[w - 1] <= scores[w]).isTrue();
            }
          });
    }
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }

  @Test
  void answer_does_not_depend_on_the_batch() {
    VectorBatch centroids = rows(600, 96, 12, 0.05, 1);
    VectorBatch vectors = rows(75, 96, 12, 0.1, 2);
    CentroidSearch search = CentroidSearch.of(Centroids.of(centroids), Order.NEAREST);
    int[] together = new int[75];
    float[] scores = new float[75];
    search.best(vectors.values(), 0, 75, together, scores, 0);
    for (int i = 0; i < 75; i++) {
      int[] alone = new int[1];
      float[] score = new float[1];
      search.best(vectors.values(), i * 96, 1, alone, score, 0);
      assertThat(alone[0]).isEqualTo(together[i]);
      assertThat(score[0]).isEqualTo(scores[i]);
      int row = i;
      search.best(
          vectors.values(),
          i * 96,
          1,
          7,
          Float.POSITIVE_INFINITY,
          (one, cells, s, held) -> assertThat(cells[0]).isEqualTo(together[row]));
    }
  }

  @Test
  void stays_exact_when_centroids_move_away_from_the_axes() {
    CentroidSearch first =
        CentroidSearch.of(Centroids.of(rows(600, 96, 12, 0.05, 1)), Order.NEAREST);
    VectorBatch moved = rows(600, 96, 96, 1.0, 3);
    CentroidSearch search = first.moved(Centroids.of(moved));
    VectorBatch vectors = rows(40, 96, 96, 1.0, 4);
    int[] best = new int[40];
    search.best(vectors.values(), 0, 40, best, new float[40], 0);
    for (int i = 0; i < 40; i++) {
      float[] x = vectors.row(i);
      int nearest =
          IntStream.range(0, 600)
              .boxed()
              .min(Comparator.comparingDouble(c -> score(Order.NEAREST, x, moved, c)))
              .orElseThrow();
      assertThat(score(Order.NEAREST, x, moved, best[i]))
          .isCloseTo(score(Order.NEAREST, x, moved, nearest), within(1e-4));
    }
  }

  @Test
  void equal_centroids_are_taken_by_number() {
    VectorBatch one = rows(300, 96, 12, 0.05, 1);
    float[] twice = new float[2 * one.values().length];
    System.arraycopy(one.values(), 0, twice, 0, one.values().length);
    System.arraycopy(one.values(), 0, twice, one.values().length, one.values().length);
    CentroidSearch search =
        CentroidSearch.of(Centroids.of(new VectorBatch(twice, 96)), Order.NEAREST);
    VectorBatch vectors = rows(30, 96, 12, 0.1, 2);
    search.best(
        vectors.values(),
        0,
        30,
        8,
        Float.POSITIVE_INFINITY,
        (i, cells, scores, held) -> {
          for (int w = 0; w < 8; w += 2) {
            assertThat(cells[w]).isLessThan(300);
            assertThat(cells[w + 1]).isEqualTo(cells[w] + 300);
          }
        });
  }

  @ParameterizedTest
  @CsvSource({"600, 12, 0.05", "700, 80, 2.0", "100, 12, 0.05"})
  void margin_keeps_exactly_those_near_the_best(int count, int inner, double noise) {
    VectorBatch centroids = rows(count, 80, inner, noise, 1);
    VectorBatch vectors = rows(50, 80, inner, 3 * noise, 2);
    for (Order order : Order.values()) {
      CentroidSearch search = CentroidSearch.of(Centroids.of(centroids), order);
      for (float margin : new float[] {0, 0.05f, 0.3f, 100}) {
        double cut = margin * search.spread() / 2;
        search.best(
            vectors.values(),
            0,
            vectors.rows(),
            40,
            margin,
            (i, cells, scores, held) -> {
              float[] x = vectors.row(i);
              double rounding = 1e-5 * VectorKernels.dot(x, x);
              double[] all =
                  IntStream.range(0, count)
                      .mapToDouble(c -> score(order, x, centroids, c))
                      .sorted()
                      .toArray();
              long surely = Arrays.stream(all).filter(v -> v <= all[0] + cut - rounding).count();
              long perhaps = Arrays.stream(all).filter(v -> v <= all[0] + cut + rounding).count();
              assertThat(held).isBetween((int) Math.min(40, surely), (int) Math.min(40, perhaps));
            });
      }
    }
  }
}
