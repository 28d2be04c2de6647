package io.nearfield.spark.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.FeatureFile;
import io.nearfield.spark.TestLake;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.junit.jupiter.api.Test;

class PartJobTest {

  @Test
  void everyPartIsHadOnceAndEmptyPartitionsAreLeftOut() {
    try (PartJob job = new PartJob(parts(List.of(5, 0, 3, 0, 9), 5))) {
      List<Long> seen = new ArrayList<>();
      for (Part part = job.next(); part != null; part = job.next()) {
        seen.add(part.embedded());
      }
      assertThat(seen).containsExactlyInAnyOrder(5L, 3L, 9L);
    }
    try (PartJob none = new PartJob(parts(List.of(0), 1))) {
      assertThat(none.next()).isNull();
    }
  }

  @Test
  void partsThatEndedAreHandedOutBeforeTheFailureIsThrown() {
    // Two cores: the first partitions have ended before the last one fails.
    try (PartJob job = new PartJob(parts(List.of(1, 2, 3, 4, 5, -1), 6))) {
      List<Long> seen = new ArrayList<>();
      assertThatThrownBy(
              () -> {
                for (Part part = job.next(); part != null; part = job.next()) {
                  seen.add(part.embedded());
                }
              })
          .hasStackTraceContaining("told to fail");
      assertThat(seen).contains(1L, 2L, 3L, 4L).doesNotHaveDuplicates();
    }
  }

  private static JavaRDD<Part> parts(List<Integer> sizes, int partitions) {
    FlatMapFunction<Iterator<Integer>, Part> task =
        numbers -> {
          List<Part> parts = new ArrayList<>();
          numbers.forEachRemaining(
              n -> {
                if (n < 0) {
                  throw new NearfieldException("Cannot go on: told to fail");
                }
                if (n > 0) {
                  FeatureFile.Written nothing = new FeatureFile.Written(List.of(), List.of());
                  parts.add(new Part(nothing, n, 0, List.of(), 1, false));
                }
              });
          return parts.iterator();
        };
    return JavaSparkContext.fromSparkContext(TestLake.spark().sparkContext())
        .parallelize(sizes, partitions)
        .mapPartitions(task);
  }
}
