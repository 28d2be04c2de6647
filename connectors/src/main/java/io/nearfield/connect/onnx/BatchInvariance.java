package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a text graph gives a text the same vector, bit for bit, alone and among others of its
 * length.
 *
 * <p>A graph that takes number ranges from what it is fed does not, whatever a few texts show. Any
 * other is tried on a handful of texts, once in a process and only when many texts are to be
 * embedded.
 */
final class BatchInvariance {

  /** Operators whose result for one row depends on the other rows. */
  private static final Set<String> MIXING =
      Set.of(
          "DynamicQuantizeLinear",
          "DynamicQuantizeMatMul",
          "DynamicQuantizeLSTM",
          "MatMulInteger",
          "MatMulIntegerToFloat",
          "ConvInteger");

  private static final Logger LOG = LoggerFactory.getLogger(BatchInvariance.class);
  private static final int TEXTS = 7;
  private static final int[] LENGTHS = {TokenBatches.SHORTEST, 11, 33};

  private final TextRuns runs;
  private final long[] ids;
  private Boolean holds;

  /**
   * Nothing is tried yet.
   *
   * @param example tokens of any text; the trial's texts are of the same vocabulary
   */
  BatchInvariance(TextRuns runs, TextTokenizer.Tokens example) {
    this.runs = runs;
    this.ids = example.ids();
  }

  /** Whether a graph has an operator that mixes the texts of a run. */
  static boolean mixes(OnnxSignature graph) {
    return !Collections.disjoint(graph.operators(), MIXING);
  }

  synchronized boolean holds() {
    if (holds == null) {
      holds =
          runs.plan().graph().takesBatches()
              && !mixes(runs.plan().model().signature())
              && lengths().allMatch(this::holdsFor);
      LOG.info(
          "Model '{}' is given {}",
          runs.plan().name(),
          holds ? "texts of one length together" : "one text at a time");
    }
    return holds;
  }

  private IntStream lengths() {
    TextPadding padding = runs.plan().settings().padding();
    return padding == null
        ? Arrays.stream(LENGTHS).filter(n -> n <= ids.length)
        : IntStream.of(padding.length());
  }

  private boolean holdsFor(int length) {
    List<TextTokenizer.Tokens> texts = new ArrayList<>();
    for (int i = 0; i < TEXTS; i++) {
      texts.add(text(i, length));
    }
    try {
      List<float[]> together = runs.together(texts, null);
      for (int i = 0; i < TEXTS; i++) {
        if (!Arrays.equals(runs.alone(texts.get(i), null), together.get(i))) {
          return false;
        }
      }
      return true;
    } catch (NearfieldException e) {
      LOG.info("Model '{}' does not take several texts: {}", runs.plan().name(), e.getMessage());
      return false;
    }
  }

  /** Tokens no greater than the example's greatest, so that the model has them all. */
  private TextTokenizer.Tokens text(int number, int length) {
    long greatest = Arrays.stream(ids).max().orElse(0);
    SplittableRandom random = new SplittableRandom(31L * number + length);
    long[] own = random.longs(length, 0, greatest + 1).toArray();
    own[0] = ids[0];
    own[length - 1] = ids[ids.length - 1];
    return new TextTokenizer.Tokens(own, new long[length]);
  }
}
