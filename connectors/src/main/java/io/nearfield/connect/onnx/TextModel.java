package io.nearfield.connect.onnx;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Embeds words with a transformer graph: one text per run, or texts of one length together where
 * that changes no bit of their vectors.
 *
 * <p>A quantized graph that takes its number ranges from all texts of a run is always given one: in
 * company a text's vector would depend on its neighbours.
 */
final class TextModel implements LoadedModel {

  private static final int PROBE_WORDS = 512;

  /** Various words, so that texts cut from them differ. */
  private static final String PROBE =
      "the nearest neighbours of a red bicycle on 17 old roads, by day and night; ";

  private final TextTokenizer tokenizer;
  private final TextRuns runs;
  private final BatchInvariance invariance;
  private final TokenBatches batches;
  private final ModelIdentity identity;
  private final String prompt;
  private final Duration limit;

  private TextModel(
      TextTokenizer tokenizer,
      TextRuns runs,
      BatchInvariance invariance,
      TokenBatches batches,
      ModelIdentity identity,
      String prompt,
      Duration limit) {
    this.tokenizer = tokenizer;
    this.runs = runs;
    this.invariance = invariance;
    this.batches = batches;
    this.identity = identity;
    this.prompt = prompt;
    this.limit = limit;
  }

  /**
   * Takes over tokenizer and session; embeds a text of as many tokens as are kept, or of 512 words,
   * to see that they fit each other.
   */
  static TextModel load(
      TextPlan plan, TextTokenizer tokenizer, OnnxSession session, Device device) {
    try {
      TextRuns runs = new TextRuns(plan, session);
      TextTokenizer.Tokens probe = probe(plan, tokenizer);
      int dimension = dimension(runs, probe);
      int declared = plan.declaredDimension();
      if (declared > 0 && declared != dimension) {
        throw new NearfieldException(
            "Cannot use model '"
                + plan.model().where()
                + "': it declares vectors of "
                + declared
                + " numbers and makes "
                + dimension);
      }
      return new TextModel(
          tokenizer,
          runs,
          new BatchInvariance(runs, probe),
          TokenBatches.of(device),
          plan.identity(dimension),
          plan.settings().prompts().of(ModelOptions.Purpose.ITEM),
          null);
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static TextTokenizer.Tokens probe(TextPlan plan, TextTokenizer tokenizer) {
    int words = Math.min(plan.settings().maxTokens(), PROBE_WORDS);
    return plan.settings().padded(tokenizer.tokenize(PROBE.repeat(words / 8 + 1)));
  }

  private static int dimension(TextRuns runs, TextTokenizer.Tokens probe) {
    try {
      return runs.alone(probe, null).length;
    } catch (NearfieldException e) {
      throw new NearfieldException(
          "Cannot use model '"
              + runs.plan().model().where()
              + "': a first text of "
              + probe.ids().length
              + " tokens fails; the model, its tokenizer '"
              + runs.plan().tokenizerWhere()
              + "' and its maximum length "
              + runs.plan().settings().maxTokens()
              + " must belong together: "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public TextModel view(ModelOptions options) {
    String wanted = runs.plan().settings().prompts().of(options.purpose());
    return wanted.equals(prompt) && Objects.equals(limit, options.limit())
        ? this
        : new TextModel(tokenizer, runs, invariance, batches, identity, wanted, options.limit());
  }

  @Override
  public ModelIdentity identity() {
    return identity;
  }

  @Override
  public boolean accepts(Class<? extends Content> kind) {
    return kind == Content.Text.class;
  }

  @Override
  public boolean batchInvariant() {
    return invariance.holds();
  }

  @Override
  public float[] embed(Content content) {
    return runs.alone(tokens(content), limit);
  }

  @Override
  public List<float[]> embed(List<Content> contents) {
    if (contents.size() < 2 || !batchInvariant()) {
      return LoadedModel.super.embed(contents);
    }
    List<TextTokenizer.Tokens> texts = new ArrayList<>(contents.size());
    for (Content content : contents) {
      texts.add(tokens(content));
    }
    float[][] vectors = new float[texts.size()][];
    for (int[] run : batches.of(texts)) {
      List<float[]> made = runs.halving(Arrays.stream(run).mapToObj(texts::get).toList(), limit);
      for (int i = 0; i < run.length; i++) {
        vectors[run[i]] = made.get(i);
      }
    }
    return List.of(vectors);
  }

  private TextTokenizer.Tokens tokens(Content content) {
    String prepared = (prompt + Contents.text(content, identity)).strip();
    TextSettings settings = runs.plan().settings();
    return settings.padded(
        tokenizer.tokenize(settings.lowerCase() ? prepared.toLowerCase(Locale.ROOT) : prepared));
  }

  @Override
  public void close() {
    runs.session().close();
    tokenizer.close();
  }
}
