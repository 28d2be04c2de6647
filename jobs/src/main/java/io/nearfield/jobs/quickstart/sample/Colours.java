package io.nearfield.jobs.quickstart.sample;

/** Arithmetic on colours of the form 0xRRGGBB. */
final class Colours {

  private Colours() {}

  /** {@code share} of the second colour in the first, 0 to 1. */
  static int mix(int first, int second, double share) {
    return channel(first, second, share, 16)
        | channel(first, second, share, 8)
        | channel(first, second, share, 0);
  }

  static int darker(int colour) {
    return mix(colour, 0x000000, 0.28);
  }

  static int lighter(int colour) {
    return mix(colour, 0xFFFFFF, 0.35);
  }

  private static int channel(int first, int second, double share, int shift) {
    int a = first >> shift & 0xFF;
    int b = second >> shift & 0xFF;
    return (int) StrictMath.rint(a + share * (b - a)) << shift;
  }
}
