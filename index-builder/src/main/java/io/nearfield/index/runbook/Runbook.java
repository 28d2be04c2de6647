package io.nearfield.index.runbook;

import java.util.List;

/**
 * A list of changes and searches over the rows of a set of vectors.
 *
 * <p>A row's number is its <em>vector id</em> and never changes. What an index stores and answers
 * are <em>tags</em>: a row enters under the tag that equals its id; a replacement makes a tag stand
 * for another row from then on. Ranges include their start and exclude their end.
 *
 * @param name the dataset it was written for
 * @param steps in order
 */
public record Runbook(String name, List<Step> steps) {

  public Runbook {
    steps = List.copyOf(steps);
  }

  /** One step. */
  public sealed interface Step permits Insert, Delete, Replace, Search {

    /** This step with all its numbers divided, so that a small set of vectors serves. */
    Step divided(int divisor);

    /** One more than the highest vector id that the step touches; 0 if it touches none. */
    int rows();
  }

  /** Rows {@code start} to {@code end} enter, under tags of the same numbers. */
  public record Insert(int start, int end) implements Step {
    @Override
    public Step divided(int divisor) {
      return new Insert(start / divisor, end / divisor);
    }

    @Override
    public int rows() {
      return end;
    }
  }

  /** Tags {@code start} to {@code end} leave; those that are not there are passed over. */
  public record Delete(int start, int end) implements Step {
    @Override
    public Step divided(int divisor) {
      return new Delete(start / divisor, end / divisor);
    }

    @Override
    public int rows() {
      return 0;
    }
  }

  /** Tag {@code tagsStart + i} stands for row {@code rowsStart + i} from now on. */
  public record Replace(int tagsStart, int rowsStart, int count) implements Step {
    @Override
    public Step divided(int divisor) {
      return new Replace(tagsStart / divisor, rowsStart / divisor, count / divisor);
    }

    @Override
    public int rows() {
      return rowsStart + count;
    }
  }

  /** All queries are asked. */
  public record Search() implements Step {
    @Override
    public Step divided(int divisor) {
      return this;
    }

    @Override
    public int rows() {
      return 0;
    }
  }

  /** This runbook with all its numbers divided by {@code divisor}. */
  public Runbook divided(int divisor) {
    if (divisor < 1) {
      throw new IllegalArgumentException(
          "Cannot divide runbook '%s': the divisor must be at least 1, got %d"
              .formatted(name, divisor));
    }
    return new Runbook(name, steps.stream().map(step -> step.divided(divisor)).toList());
  }

  /** How many rows of vectors it needs. */
  public int rows() {
    return steps.stream().mapToInt(Step::rows).max().orElse(0);
  }
}
