package io.nearfield.connect.onnx;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;

/** Embeds words as the mean of their tokens' vectors in a table, without a graph. */
final class StaticModel implements LoadedModel {

  private final ModelIdentity identity;
  private final StaticTable table;
  private final TextTokenizer tokenizer;
  private final int unknownToken;
  private final boolean normalize;

  StaticModel(
      ModelIdentity identity,
      StaticTable table,
      TextTokenizer tokenizer,
      int unknownToken,
      boolean normalize) {
    this.identity = identity;
    this.table = table;
    this.tokenizer = tokenizer;
    this.unknownToken = unknownToken;
    this.normalize = normalize;
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
    float[] vector = table.mean(tokenizer.tokenize(text).ids(), unknownToken);
    if (vector == null) {
      throw new NearfieldException(
          "Cannot embed a text of "
              + text.length()
              + " characters: model '"
              + identity.name()
              + "' knows none of its words");
    }
    return UnitLength.finish(vector, normalize, identity.name());
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
