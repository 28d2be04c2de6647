package io.nearfield.connect.onnx;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cuts texts into runs of one length each. Nothing is padded: a padded text's numbers would be
 * added up in another order than those of the text alone.
 *
 * @param tokens how many tokens a run may have
 * @param area how large texts times tokens squared may be in a run; a single text may be larger
 */
record TokenBatches(int tokens, long area) {

  /** A run of this size keeps a core busy; a larger one gains nothing and holds more memory. */
  static final TokenBatches CPU = new TokenBatches(2048, 1 << 20);

  /** What fills a GPU; with 12 heads the attention of a run has some 800 MB. */
  static final TokenBatches CUDA = new TokenBatches(32_768, 1 << 24);

  /** Texts with fewer tokens run alone: products of so few rows are computed in another way. */
  static final int SHORTEST = 4;

  static TokenBatches of(Device device) {
    return device.kind() == Device.Kind.CPU ? CPU : CUDA;
  }

  /**
   * The runs.
   *
   * @return positions in {@code texts}, each once; longest texts first, so that memory is claimed
   *     before it is cut to pieces
   */
  List<int[]> of(List<TextTokenizer.Tokens> texts) {
    int[] byLength =
        IntStream.range(0, texts.size())
            .boxed()
            .sorted(Comparator.comparingInt((Integer i) -> texts.get(i).ids().length).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    List<int[]> runs = new ArrayList<>();
    for (int from = 0; from < byLength.length; ) {
      int length = texts.get(byLength[from]).ids().length;
      int most = most(length);
      int to = from + 1;
      while (to < byLength.length
          && to - from < most
          && texts.get(byLength[to]).ids().length == length) {
        to++;
      }
      int[] run = new int[to - from];
      System.arraycopy(byLength, from, run, 0, run.length);
      runs.add(run);
      from = to;
    }
    return runs;
  }

  /** How many texts of so many tokens fit into a run. */
  private int most(int length) {
    if (length < SHORTEST) {
      return 1;
    }
    return (int) Math.max(1, Math.min(tokens / length, area / ((long) length * length)));
  }
}
