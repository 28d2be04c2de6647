package io.nearfield.spark.build;

import io.nearfield.connect.api.IndexRef;

/**
 * Which index to refresh.
 *
 * @param index it must have an active generation
 * @param gradeQueries how many held-out queries grade it anew; as many more choose its setting
 */
public record RefreshOptions(IndexRef index, int gradeQueries) {

  public RefreshOptions {
    if (gradeQueries < 1 || gradeQueries > 10_000) {
      throw new IllegalArgumentException(
          "Cannot refresh an index with %d graded queries: it must be 1 to 10000 (--grade-queries)"
              .formatted(gradeQueries));
    }
  }

  public static RefreshOptions of(IndexRef index) {
    return new RefreshOptions(index, BuildOptions.DEFAULT_GRADE_QUERIES);
  }
}
