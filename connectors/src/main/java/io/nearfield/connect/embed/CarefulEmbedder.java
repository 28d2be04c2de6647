package io.nearfield.connect.embed;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.ModelRunException;
import io.nearfield.connect.api.TimeLimitException;
import java.util.ArrayList;
import java.util.List;

/**
 * Embeds many contents; one that cannot be embedded keeps no other back.
 *
 * <p>A list that fails is halved until the contents that spoil it are alone. A content alone that
 * fails for want of memory, or because the runtime failed, is tried again; one that the model
 * refuses is not. So the number of calls is bounded: for a list of n with one bad content by twice
 * the binary logarithm of n, plus {@value #TRIES}. A crash of the native library ends the process
 * and is beyond this class.
 */
public final class CarefulEmbedder {

  /** How often a content alone is given to the model. */
  public static final int TRIES = 3;

  private final EmbeddingModel model;

  public CarefulEmbedder(EmbeddingModel model) {
    this.model = model;
  }

  /** One outcome for each content, in their order; never throws for what a content causes. */
  public List<Outcome> embed(List<Content> contents) {
    List<Outcome> outcomes = new ArrayList<>(contents.size());
    if (model.batchInvariant()) {
      halving(contents, 0, outcomes);
    } else {
      contents.forEach(content -> outcomes.add(alone(content, 0)));
    }
    return outcomes;
  }

  /** The outcome of one content. */
  public Outcome embed(Content content) {
    return alone(content, 0);
  }

  private void halving(List<Content> contents, int failures, List<Outcome> outcomes) {
    if (contents.isEmpty()) {
      return;
    }
    if (contents.size() == 1) {
      outcomes.add(alone(contents.get(0), failures));
      return;
    }
    List<float[]> vectors;
    try {
      vectors = model.embed(contents);
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      int half = contents.size() / 2;
      halving(contents.subList(0, half), failures + 1, outcomes);
      halving(contents.subList(half, contents.size()), failures + 1, outcomes);
      return;
    }
    vectors.forEach(vector -> outcomes.add(Outcome.embedded(vector, failures + 1)));
  }

  private Outcome alone(Content content, int failures) {
    for (int attempt = 1; ; attempt++) {
      try {
        return Outcome.embedded(model.embed(content), failures + attempt);
      } catch (TimeLimitException e) {
        return refused("time-limit", e, failures + attempt);
      } catch (ModelRunException | OutOfMemoryError e) {
        if (attempt == TRIES) {
          String reason = e instanceof OutOfMemoryError ? "out-of-memory" : "model-run-failed";
          return refused(reason, e, failures + attempt);
        }
      } catch (RuntimeException | StackOverflowError e) {
        return refused("embedding-failed", e, failures + attempt);
      }
    }
  }

  private static Outcome refused(String reason, Throwable e, int attempts) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return Outcome.refused(reason, message, attempts);
  }
}
