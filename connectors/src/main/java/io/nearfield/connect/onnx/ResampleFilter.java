package io.nearfield.connect.onnx;

/**
 * The curves by which a resized picture's pixel weighs the pixels around it. Numbered as in {@code
 * preprocessor_config.json}, whose numbers are those of the Python Imaging Library.
 */
enum ResampleFilter {
  LANCZOS(1, 3) {
    @Override
    double at(double x) {
      return Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0;
    }
  },
  BILINEAR(2, 1) {
    @Override
    double at(double x) {
      return Math.max(0, 1 - Math.abs(x));
    }
  },
  /** Keys' cubic convolution with a = -0.5 ("Cubic convolution interpolation", 1981). */
  BICUBIC(3, 2) {
    @Override
    double at(double x) {
      double t = Math.abs(x);
      if (t < 1) {
        return (1.5 * t - 2.5) * t * t + 1;
      }
      return t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
    }
  },
  BOX(4, 0.5) {
    @Override
    double at(double x) {
      return x > -0.5 && x <= 0.5 ? 1 : 0;
    }
  };

  private final int number;
  private final double support;

  ResampleFilter(int number, double support) {
    this.number = number;
    this.support = support;
  }

  /** The weight at a distance of x pixels; zero beyond {@link #support}. */
  abstract double at(double x);

  double support() {
    return support;
  }

  /** The filter of a number, or null if there is none. */
  static ResampleFilter numbered(int number) {
    for (ResampleFilter filter : values()) {
      if (filter.number == number) {
        return filter;
      }
    }
    return null;
  }

  private static double sinc(double x) {
    // StrictMath: the same bits on every processor and Java.
    return x == 0 ? 1 : StrictMath.sin(Math.PI * x) / (Math.PI * x);
  }
}
