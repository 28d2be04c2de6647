package io.nearfield.benchmarks.compare;

/** So many queries were answered in so many seconds. */
public record Rate(long queries, double seconds) {

  public double perSecond() {
    return queries / seconds;
  }
}
