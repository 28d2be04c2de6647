package io.nearfield.benchmarks.kernel;

/**
 * What one call of a benchmark cannot do without, to be held against what the machine can do.
 *
 * @param amount bytes for the two kinds of memory, floating-point operations for {@link
 *     Bound#ARITHMETIC} (a fused multiply and add counts for two)
 */
public record Cost(Bound bound, double amount) {

  /** What keeps a kernel from being faster. */
  public enum Bound {
    /** How fast main memory is read. */
    MEMORY("main memory"),
    /** How fast the second-level cache is read. */
    CACHE("L2 cache"),
    /** Fused multiplications and additions of 32-bit floats. */
    ARITHMETIC("FMA");

    private final String label;

    Bound(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public static Cost memory(double bytes) {
    return new Cost(Bound.MEMORY, bytes);
  }

  public static Cost cache(double bytes) {
    return new Cost(Bound.CACHE, bytes);
  }

  public static Cost arithmetic(double operations) {
    return new Cost(Bound.ARITHMETIC, operations);
  }

  /**
   * A JMH class whose calls have a limit to be held against. Its {@code @Param} fields are public;
   * an instance with these set, and nothing else, is asked.
   */
  public interface Costed {

    /**
     * What one call costs.
     *
     * @param method the benchmark's method
     */
    Cost cost(String method);
  }
}
