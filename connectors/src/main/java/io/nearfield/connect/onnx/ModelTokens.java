package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import java.io.Serializable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The tokenizer of a model without the model: says how many tokens a text has, wherever it is sent.
 */
public final class ModelTokens implements Serializable {

  private static final long serialVersionUID = 1L;

  /** What is counted at most: a text this long is never counted whole. */
  private static final int MOST = 1 << 16;

  private static final ConcurrentMap<String, TextTokenizer> OPEN = new ConcurrentHashMap<>();

  private final byte[] json;
  private final String where;
  private transient volatile TextTokenizer tokenizer;

  private ModelTokens(byte[] json, String where) {
    this.json = json;
    this.where = where;
  }

  /**
   * @param location as for {@link Models#open}
   * @throws NearfieldException if there is no such model, or it takes no texts
   */
  public static ModelTokens of(String location) {
    ModelPlan plan = ModelLocation.of(location).plan();
    if (plan instanceof TextPlan text) {
      return new ModelTokens(text.tokenizerJson(), text.tokenizerWhere());
    }
    if (plan instanceof TwoTowerPlan both) {
      return new ModelTokens(both.text().tokenizerJson(), both.text().tokenizerWhere());
    }
    if (plan instanceof StaticPlan words) {
      return new ModelTokens(words.tokenizerJson(), words.tokenizer().toString());
    }
    throw new NearfieldException(
        "Cannot count tokens with model '" + location + "': it takes no texts; name a text model");
  }

  /** How many tokens a text has, special ones not counted; at most {@value #MOST}. */
  public int count(String text) {
    TextTokenizer open = tokenizer;
    if (open == null) {
      // One for all that is alike in this process, kept until the process ends.
      open =
          OPEN.computeIfAbsent(
              Sha256.of(json), key -> TextTokenizer.open(json, where, MOST, false));
      tokenizer = open;
    }
    return open.count(text);
  }
}
