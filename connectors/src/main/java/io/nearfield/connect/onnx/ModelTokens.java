package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import java.io.Serializable;

/**
 * The tokenizer of a model without the model: says how many tokens a text has, wherever it is sent.
 */
public final class ModelTokens implements Serializable {

  private static final long serialVersionUID = 1L;

  /** What is counted at most: a text this long is never counted whole. */
  private static final int MOST = 1 << 16;

  private final byte[] json;
  private final String where;
  private transient TextTokenizer tokenizer;

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
    if (plan instanceof StaticPlan words) {
      return new ModelTokens(words.tokenizerJson(), words.tokenizer().toString());
    }
    throw new NearfieldException(
        "Cannot count tokens with model '" + location + "': it takes no texts; name a text model");
  }

  /** How many tokens a text has, special ones not counted; at most {@value #MOST}. */
  public synchronized int count(String text) {
    if (tokenizer == null) {
      tokenizer = TextTokenizer.open(json, where, MOST, false);
    }
    return tokenizer.count(text);
  }
}
