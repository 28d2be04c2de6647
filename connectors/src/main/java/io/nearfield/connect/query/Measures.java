package io.nearfield.connect.query;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Suggestion;
import io.nearfield.index.Metric;
import io.nearfield.index.kernel.VectorKernels;
import java.util.List;
import java.util.Optional;

/** Finds measures by name. */
final class Measures {

  private static final List<String> NAMES = List.of("css", "cosine", "dot", "euclidean", "l1");

  private Measures() {}

  /** The measures that are metrics of indexes too, which then answer quickly. */
  private enum Known implements Measure {
    CSS(Metric.COSINE) {
      @Override
      public float distance(float[] a, float[] b) {
        double norms = Math.sqrt((double) VectorKernels.dot(a, a) * VectorKernels.dot(b, b));
        return norms == 0 ? 1 : (float) (1 - VectorKernels.dot(a, b) / norms);
      }

      @Override
      public double score(float distance) {
        return 1 - distance;
      }
    },
    DOT(Metric.DOT) {
      @Override
      public float distance(float[] a, float[] b) {
        return -VectorKernels.dot(a, b);
      }
    },
    EUCLIDEAN(Metric.EUCLIDEAN) {
      @Override
      public float distance(float[] a, float[] b) {
        return (float) Math.sqrt(VectorKernels.squaredL2(a, b));
      }
    },
    L1(Metric.L1) {
      @Override
      public float distance(float[] a, float[] b) {
        return VectorKernels.l1(a, 0, b, 0, a.length);
      }
    };

    private final Metric metric;

    Known(Metric metric) {
      this.metric = metric;
    }
  }

  static Measure euclidean() {
    return Known.EUCLIDEAN;
  }

  /** The metric that says the same, if there is one. */
  static Optional<Metric> metric(Measure measure) {
    return measure instanceof Known known ? Optional.of(known.metric) : Optional.empty();
  }

  /**
   * The measure of that name: a known one, or an object of a class.
   *
   * @throws NearfieldException if there is no such class or it is no measure
   */
  static Measure of(String name) {
    switch (name) {
      case "css", "cosine":
        return Known.CSS;
      case "dot":
        return Known.DOT;
      case "euclidean", "l2":
        return Known.EUCLIDEAN;
      case "l1":
        return Known.L1;
      default:
        return instance(name);
    }
  }

  private static Measure instance(String name) {
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      Class<?> found = Class.forName(name, false, loader);
      if (!Measure.class.isAssignableFrom(found)) {
        throw new NearfieldException(
            "Cannot use measure '"
                + name
                + "': the class does not implement "
                + Measure.class.getName());
      }
      return (Measure) found.getDeclaredConstructor().newInstance();
    } catch (ClassNotFoundException | LinkageError e) {
      throw new NearfieldException(
          "Cannot find measure '"
              + name
              + "'"
              + Suggestion.sentence(name, NAMES)
              + ": there are "
              + String.join(", ", NAMES)
              + ", or the name of a class on the class path",
          e);
    } catch (ReflectiveOperationException e) {
      throw new NearfieldException(
          "Cannot make measure '"
              + name
              + "': the class needs a public constructor without parameters ("
              + e
              + ")",
          e);
    }
  }
}
