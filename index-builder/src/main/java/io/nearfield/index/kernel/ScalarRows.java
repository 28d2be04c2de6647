package io.nearfield.index.kernel;

/** Products and distances in plain Java. */
final class ScalarRows implements RowSupport {

  @Override
  public float dot(float[] a, int aFrom, float[] b, int bFrom, int n) {
    // Four sums hide the latency of the addition; the compiler may not reorder one sum by itself.
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i <= n - 4; i += 4) {
      s0 += a[aFrom + i] * b[bFrom + i];
      s1 += a[aFrom + i + 1] * b[bFrom + i + 1];
      s2 += a[aFrom + i + 2] * b[bFrom + i + 2];
      s3 += a[aFrom + i + 3] * b[bFrom + i + 3];
    }
    for (; i < n; i++) {
      s0 += a[aFrom + i] * b[bFrom + i];
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public float squaredL2(float[] a, int aFrom, float[] b, int bFrom, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i <= n - 4; i += 4) {
      float d0 = a[aFrom + i] - b[bFrom + i];
      float d1 = a[aFrom + i + 1] - b[bFrom + i + 1];
      float d2 = a[aFrom + i + 2] - b[bFrom + i + 2];
      float d3 = a[aFrom + i + 3] - b[bFrom + i + 3];
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    for (; i < n; i++) {
      float d = a[aFrom + i] - b[bFrom + i];
      s0 += d * d;
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public float l1(float[] a, int aFrom, float[] b, int bFrom, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i <= n - 4; i += 4) {
      s0 += Math.abs(a[aFrom + i] - b[bFrom + i]);
      s1 += Math.abs(a[aFrom + i + 1] - b[bFrom + i + 1]);
      s2 += Math.abs(a[aFrom + i + 2] - b[bFrom + i + 2]);
      s3 += Math.abs(a[aFrom + i + 3] - b[bFrom + i + 3]);
    }
    for (; i < n; i++) {
      s0 += Math.abs(a[aFrom + i] - b[bFrom + i]);
    }
    return (s0 + s1) + (s2 + s3);
  }
}
