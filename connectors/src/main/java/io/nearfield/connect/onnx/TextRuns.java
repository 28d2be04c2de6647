package io.nearfield.connect.onnx;

import io.nearfield.connect.api.ModelRunException;
import io.nearfield.connect.api.NearfieldException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a text graph on tokens and makes one vector of each text. Thread-safe.
 *
 * @param plan how the graph is fed, and how tokens are pooled
 * @param session the graph
 */
record TextRuns(TextPlan plan, OnnxSession session) {

  /** The vector of one text, run alone. */
  float[] alone(TextTokenizer.Tokens text, Duration limit) {
    return together(List.of(text), limit).get(0);
  }

  /**
   * The vectors of texts of one length, in one run; if the run fails, in two runs of half as many,
   * and so on: memory may have been short.
   */
  List<float[]> halving(List<TextTokenizer.Tokens> texts, Duration limit) {
    try {
      return together(texts, limit);
    } catch (ModelRunException e) {
      if (texts.size() == 1) {
        throw e;
      }
      int half = texts.size() / 2;
      List<float[]> vectors = new ArrayList<>(halving(texts.subList(0, half), limit));
      vectors.addAll(halving(texts.subList(half, texts.size()), limit));
      return vectors;
    }
  }

  /** The vectors of texts of one length, in one run. */
  List<float[]> together(List<TextTokenizer.Tokens> texts, Duration limit) {
    int n = texts.get(0).ids().length;
    OnnxSession.Output output =
        session.run(
            plan.graph().feed(texts),
            plan.graph().output().name(),
            new OnnxSession.RunSize((long) texts.size() * n * n, limit));
    List<float[]> vectors = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      float[] vector = vectorOf(output, i, texts.size(), n);
      vectors.add(UnitLength.finish(vector, plan.settings().normalize(), plan.name()));
    }
    return vectors;
  }

  private float[] vectorOf(OnnxSession.Output output, int i, int texts, int n) {
    long[] shape = output.shape();
    if (shape.length == 2 && shape[0] == texts) {
      int d = (int) shape[1];
      return Arrays.copyOfRange(output.values(), i * d, (i + 1) * d);
    }
    if (shape.length == 3 && shape[0] == texts && shape[1] == n) {
      return plan.settings().pooling().pool(output.values(), i * n, n, (int) shape[2]);
    }
    throw new NearfieldException(
        "Cannot use model '"
            + plan.model().where()
            + "': its output '"
            + plan.graph().output().name()
            + "' for "
            + (texts == 1 ? "one text" : texts + " texts")
            + " of "
            + n
            + " tokens has shape "
            + Arrays.toString(shape)
            + "; [texts, tokens, dimension] or [texts, dimension] is needed");
  }
}
