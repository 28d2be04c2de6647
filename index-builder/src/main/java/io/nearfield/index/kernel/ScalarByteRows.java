package io.nearfield.index.kernel;

/** Products and distances with rows of bytes in plain Java. */
final class ScalarByteRows implements ByteRowSupport {

  @Override
  public float dot(float[] weights, byte[] codes, int codesFrom, int n) {
    float s0 = 0;
    float s1 = 0;
    int i = 0;
    for (; i <= n - 2; i += 2) {
      s0 += weights[i] * (codes[codesFrom + i] & 255);
      s1 += weights[i + 1] * (codes[codesFrom + i + 1] & 255);
    }
    for (; i < n; i++) {
      s0 += weights[i] * (codes[codesFrom + i] & 255);
    }
    return s0 + s1;
  }

  @Override
  public float squaredL2(float[] from, float[] step, byte[] codes, int codesFrom, int n) {
    float s0 = 0;
    float s1 = 0;
    int i = 0;
    for (; i <= n - 2; i += 2) {
      float d0 = from[i] - step[i] * (codes[codesFrom + i] & 255);
      float d1 = from[i + 1] - step[i + 1] * (codes[codesFrom + i + 1] & 255);
      s0 += d0 * d0;
      s1 += d1 * d1;
    }
    for (; i < n; i++) {
      float d = from[i] - step[i] * (codes[codesFrom + i] & 255);
      s0 += d * d;
    }
    return s0 + s1;
  }

  @Override
  public float l1(float[] from, float[] step, byte[] codes, int codesFrom, int n) {
    float s0 = 0;
    float s1 = 0;
    int i = 0;
    for (; i <= n - 2; i += 2) {
      s0 += Math.abs(from[i] - step[i] * (codes[codesFrom + i] & 255));
      s1 += Math.abs(from[i + 1] - step[i + 1] * (codes[codesFrom + i + 1] & 255));
    }
    for (; i < n; i++) {
      s0 += Math.abs(from[i] - step[i] * (codes[codesFrom + i] & 255));
    }
    return s0 + s1;
  }
}
