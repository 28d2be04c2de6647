package io.nearfield.connect.query;

/**
 * How far two vectors are from each other, as a semantic index compares them. {@code css}, {@code
 * dot}, {@code euclidean} and {@code l1} are there; another is a public class with a public
 * constructor without parameters, named by its class name when a semantic index is made.
 * Implementations are thread-safe.
 */
public interface Measure {

  /**
   * The distance, smaller is nearer; finite for finite vectors.
   *
   * @param a as long as b
   */
  float distance(float[] a, float[] b);

  /** What answers show of a distance, larger is nearer. */
  default double score(float distance) {
    return -distance;
  }
}
