package io.nearfield.connect.onnx;

import java.io.Serializable;

/**
 * How a model is run. Nothing here changes which model it is: vectors made under different options
 * may be compared.
 *
 * @param threads threads inside one call of the model, at least 1. Leave it at 1 where several
 *     threads or tasks of the process embed at once: they share one session, and one thread each is
 *     the fastest way to use all cores
 * @param purpose whether stored items or questions are embedded; it matters only to models that
 *     were trained with different prefixes ("prompts") for the two
 */
public record ModelOptions(int threads, Purpose purpose) implements Serializable {

  /** What the embedded content is for. */
  public enum Purpose {
    /** It is stored and found. */
    ITEM,
    /** It is asked with. */
    QUERY
  }

  public ModelOptions {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "Cannot run a model with " + threads + " threads: at least 1 is needed");
    }
    if (purpose == null) {
      throw new IllegalArgumentException("Cannot run a model without a purpose");
    }
  }

  /** One thread per call, for items. */
  public static ModelOptions defaults() {
    return new ModelOptions(1, Purpose.ITEM);
  }

  public ModelOptions withThreads(int newThreads) {
    return new ModelOptions(newThreads, purpose);
  }

  /** For the questions of a search: a model with a query prompt puts it in front. */
  public ModelOptions forQueries() {
    return new ModelOptions(threads, Purpose.QUERY);
  }
}
