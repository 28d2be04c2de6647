package io.nearfield.benchmarks;

/** A benchmark cannot go on, for a reason that its user can do something about. */
public final class BenchmarkException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public BenchmarkException(String message) {
    super(message);
  }

  public BenchmarkException(String message, Throwable cause) {
    super(message, cause);
  }
}
