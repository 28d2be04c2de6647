package io.nearfield.spark.sql;

import io.nearfield.index.kernel.VectorKernels;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * The bodies of the vector functions, called by Spark's generated code. They mean what Spark 4.2's
 * functions of the same names mean: a vector with a null among its values gives NULL, and so does
 * what has no direction where a direction is needed; an empty vector has length and product 0.
 *
 * <p>Sums are made by the vector kernels in single precision; where that leaves its range they are
 * made again in double precision.
 */
public final class VectorFunctions {

  /** Below this a sum of squares in single precision has lost bits. */
  private static final float TINY = 1e-30f;

  private VectorFunctions() {}

  /** The Euclidean distance. */
  public static Float l2Distance(ArrayData left, ArrayData right) {
    requireSame("vector_l2_distance", left, right);
    float[] a = floats(left);
    float[] b = floats(right);
    if (a == null || b == null) {
      return null;
    }
    float squared = VectorKernels.squaredL2(a, b);
    if (inRange(squared)) {
      return (float) Math.sqrt(squared);
    }
    double exact = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      exact += difference * difference;
    }
    return (float) Math.sqrt(exact);
  }

  /** The inner product. */
  public static Float innerProduct(ArrayData left, ArrayData right) {
    requireSame("vector_inner_product", left, right);
    float[] a = floats(left);
    float[] b = floats(right);
    if (a == null || b == null) {
      return null;
    }
    float product = VectorKernels.dot(a, b);
    return Float.isFinite(product) ? product : (float) dot(a, b);
  }

  /** The cosine of the angle; NULL where a vector is zero or empty. */
  public static Float cosineSimilarity(ArrayData left, ArrayData right) {
    requireSame("vector_cosine_similarity", left, right);
    float[] a = floats(left);
    float[] b = floats(right);
    if (a == null || b == null) {
      return null;
    }
    float aa = VectorKernels.dot(a, a);
    float bb = VectorKernels.dot(b, b);
    float product = VectorKernels.dot(a, b);
    if (inRange(aa) && inRange(bb) && Float.isFinite(product)) {
      return (float) (product / Math.sqrt((double) aa * bb));
    }
    double norms = Math.sqrt(dot(a, a) * dot(b, b));
    return norms == 0 ? null : (float) (dot(a, b) / norms);
  }

  /** The norm of degree 1, 2 or infinity. */
  public static Float norm(ArrayData vector, float degree) {
    ToDoubleFunction<float[]> norm = normOf("vector_norm", degree);
    float[] values = floats(vector);
    return values == null ? null : (float) norm.applyAsDouble(values);
  }

  /** The vector divided by its norm; NULL where that is zero. */
  public static ArrayData normalize(ArrayData vector, float degree) {
    ToDoubleFunction<float[]> norm = normOf("vector_normalize", degree);
    float[] values = floats(vector);
    if (values == null || values.length == 0) {
      return values == null ? null : vector;
    }
    double length = norm.applyAsDouble(values);
    if (length == 0) {
      return null;
    }
    float[] scaled = new float[values.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (values[i] / length);
    }
    return UnsafeArrayData.fromPrimitiveArray(scaled);
  }

  private static ToDoubleFunction<float[]> normOf(String function, float degree) {
    if (degree == 2) {
      return VectorFunctions::euclidean;
    }
    if (degree == 1) {
      return VectorFunctions::sumOfAbsolutes;
    }
    if (degree == Float.POSITIVE_INFINITY) {
      return VectorFunctions::greatest;
    }
    throw new IllegalArgumentException(
        "Cannot compute %s: the degree must be 1.0, 2.0 or float('inf'), got %s"
            .formatted(function, degree));
  }

  private static double euclidean(float[] values) {
    float squared = VectorKernels.dot(values, values);
    return Math.sqrt(inRange(squared) ? squared : dot(values, values));
  }

  private static double sumOfAbsolutes(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += Math.abs(value);
    }
    return sum;
  }

  private static double greatest(float[] values) {
    float most = 0;
    for (float value : values) {
      most = Math.max(most, Math.abs(value));
    }
    return most;
  }

  private static boolean inRange(float squares) {
    return squares > TINY && squares < Float.POSITIVE_INFINITY;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** The values; null if one of them is. */
  static float[] floats(ArrayData vector) {
    int length = vector.numElements();
    for (int i = 0; i < length; i++) {
      if (vector.isNullAt(i)) {
        return null;
      }
    }
    return vector.toFloatArray();
  }

  private static void requireSame(String function, ArrayData left, ArrayData right) {
    if (left.numElements() != right.numElements()) {
      throw new IllegalArgumentException(
          "Cannot compute %s: the vectors must have the same dimension, got %d and %d"
              .formatted(function, left.numElements(), right.numElements()));
    }
  }
}
