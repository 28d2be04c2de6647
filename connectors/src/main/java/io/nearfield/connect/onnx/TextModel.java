package io.nearfield.connect.onnx;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Embeds words with a transformer graph, one text per run of the graph.
 *
 * <p>One text at a time because a quantized graph takes its number ranges from all texts of a
 * batch: in a batch a text's vector depends on its neighbours.
 */
final class TextModel implements LoadedModel {

  private static final int PROBE_TOKENS = 512;

  private final TextPlan plan;
  private final TextTokenizer tokenizer;
  private final OnnxSession session;
  private final ModelIdentity identity;
  private final String prompt;

  private TextModel(
      TextPlan plan,
      TextTokenizer tokenizer,
      OnnxSession session,
      ModelIdentity identity,
      String prompt) {
    this.plan = plan;
    this.tokenizer = tokenizer;
    this.session = session;
    this.identity = identity;
    this.prompt = prompt;
  }

  /**
   * Takes over tokenizer and session; embeds a text of as many tokens as are kept, 512 at most, to
   * see that they fit each other.
   */
  static TextModel load(TextPlan plan, TextTokenizer tokenizer, OnnxSession session) {
    try {
      int dimension = probe(plan, tokenizer, session);
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
          plan,
          tokenizer,
          session,
          plan.identity(dimension),
          plan.settings().prompts().of(ModelOptions.Purpose.ITEM));
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static int probe(TextPlan plan, TextTokenizer tokenizer, OnnxSession session) {
    int words = Math.min(plan.settings().maxTokens(), PROBE_TOKENS);
    try {
      return embed(plan, tokenizer, session, "nearest neighbours ".repeat(words)).length;
    } catch (NearfieldException e) {
      throw new NearfieldException(
          "Cannot use model '"
              + plan.model().where()
              + "': a first text of "
              + words
              + " tokens fails; the model, its tokenizer '"
              + plan.tokenizerWhere()
              + "' and its maximum length "
              + plan.settings().maxTokens()
              + " must belong together: "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public EmbeddingModel forPurpose(ModelOptions.Purpose purpose) {
    String wanted = plan.settings().prompts().of(purpose);
    return wanted.equals(prompt) ? this : new TextModel(plan, tokenizer, session, identity, wanted);
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
  public float[] embed(Content content) {
    String text = Contents.text(content, identity);
    return embed(plan, tokenizer, session, prompt + text);
  }

  private static float[] embed(
      TextPlan plan, TextTokenizer tokenizer, OnnxSession session, String text) {
    TextSettings settings = plan.settings();
    String prepared = text.strip();
    TextTokenizer.Tokens tokens =
        tokenizer.tokenize(settings.lowerCase() ? prepared.toLowerCase(Locale.ROOT) : prepared);
    OnnxSession.Output output =
        session.run(plan.graph().feed(tokens), plan.graph().output().name());
    float[] vector = vectorOf(plan, output, tokens.ids().length);
    return UnitLength.finish(vector, settings.normalize(), plan.name());
  }

  private static float[] vectorOf(TextPlan plan, OnnxSession.Output output, int n) {
    long[] shape = output.shape();
    if (shape.length == 2 && shape[0] == 1) {
      return output.values();
    }
    if (shape.length == 3 && shape[0] == 1 && shape[1] == n) {
      return plan.settings().pooling().pool(output.values(), n, (int) shape[2]);
    }
    throw new NearfieldException(
        "Cannot use model '"
            + plan.model().where()
            + "': its output '"
            + plan.graph().output().name()
            + "' for one text of "
            + n
            + " tokens has shape "
            + Arrays.toString(shape)
            + "; [1, tokens, dimension] or [1, dimension] is needed");
  }

  @Override
  public void close() {
    session.close();
    tokenizer.close();
  }
}
