package io.nearfield.index.search;

import io.nearfield.index.code.CodeDots;
import io.nearfield.index.code.CodeLayout;
import io.nearfield.index.code.VectorCodec;
import java.util.Arrays;

/**
 * The arrays of one search, kept by its thread for the next one. Whatever is asked for again is the
 * same array, at least as long as asked.
 */
final class Scratch {

  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  /** How many entries are compared before the threshold is looked at again. */
  static final int RUN = 1024;

  /** Arrays longer than this are not kept. */
  static final int LARGE = 1 << 20;

  final Parts parts = new Parts();
  final Candidates candidates = new Candidates(parts);
  final Candidates best = new Candidates(parts);
  final int[] found = new int[RUN + CodeLayout.BLOCK];
  final float[] values = new float[RUN + CodeLayout.BLOCK];
  private float[] floats = new float[0];
  private byte[] bytes = new byte[0];
  private float[] biases = new float[0];
  private int[] slots = new int[0];
  private int[] upTo = new int[0];
  private long[] longs = new long[0];
  private VectorCodec codec;
  private CodeDots dots;
  private ByteComparison.Ranges ranges;
  private boolean taken;

  private Scratch() {}

  /** This thread's, or another one while a filter that is being asked searches itself. */
  static Scratch take() {
    Scratch scratch = OF_THREAD.get();
    if (scratch.taken) {
      return new Scratch();
    }
    scratch.taken = true;
    return scratch;
  }

  void giveBack() {
    parts.clear();
    if (candidates.large() || best.large() || floats.length > LARGE) {
      OF_THREAD.remove(); // one great search should not hold its room for ever
    }
    taken = false;
  }

  /** The query prepared for codes, in the arrays of the query before. */
  CodeDots dots(VectorCodec newCodec, float[] query, float[] turned) {
    CodeDots used = newCodec == codec ? dots : null;
    dots = turned == null ? newCodec.dots(query, used) : newCodec.turnedDots(turned, used);
    codec = newCodec;
    return dots;
  }

  /** What refined codes stand for, read from the codec once. */
  @SuppressWarnings("ReferenceEquality") // the same codec, not one like it
  ByteComparison.Ranges ranges(VectorCodec refine) {
    if (ranges == null || ranges.codec() != refine) {
      ranges = ByteComparison.Ranges.of(refine);
    }
    return ranges;
  }

  float[] floats(int length) {
    floats = floats.length >= length ? floats : new float[length];
    return floats;
  }

  byte[] bytes(int length) {
    bytes = bytes.length >= length ? bytes : new byte[length];
    return bytes;
  }

  float[] biases(int length) {
    biases = biases.length >= length ? biases : new float[length];
    return biases;
  }

  int[] slots(int length) {
    slots = slots.length >= length ? slots : new int[length];
    return slots;
  }

  long[] longs(int length) {
    longs = longs.length >= length ? longs : new long[length];
    return longs;
  }

  /** 0, 1, 2 and so on. */
  int[] upTo(int length) {
    if (upTo.length < length) {
      upTo = new int[length];
      Arrays.setAll(upTo, i -> i);
    }
    return upTo;
  }
}
