package io.nearfield.connect.onnx;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.ModelIdentity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Embeds texts and pictures into one space; every vector is of length 1. */
final class TwoTowerModel implements LoadedModel {

  private final TextModel words;
  private final ImageModel pictures;
  private final ModelIdentity identity;

  /** Takes over both. */
  TwoTowerModel(TextModel words, ImageModel pictures, ModelIdentity identity) {
    this.words = words;
    this.pictures = pictures;
    this.identity = identity;
  }

  @Override
  public EmbeddingModel view(ModelOptions options) {
    TextModel wanted = words.view(options);
    ImageModel seen = pictures.view(options);
    return wanted == words && seen == pictures ? this : new TwoTowerModel(wanted, seen, identity);
  }

  @Override
  public ModelIdentity identity() {
    return identity;
  }

  @Override
  public boolean accepts(Class<? extends Content> kind) {
    return words.accepts(kind) || pictures.accepts(kind);
  }

  /** Of the texts; pictures are embedded one by one whatever this says. */
  @Override
  public boolean batchInvariant() {
    return words.batchInvariant();
  }

  @Override
  public float[] embed(Content content) {
    return words.accepts(content.getClass()) ? words.embed(content) : pictures.embed(content);
  }

  @Override
  public List<float[]> embed(List<Content> contents) {
    float[][] vectors = new float[contents.size()][];
    List<Content> texts = new ArrayList<>();
    for (int i = 0; i < vectors.length; i++) {
      Content content = contents.get(i);
      if (words.accepts(content.getClass())) {
        texts.add(content);
      } else {
        vectors[i] = pictures.embed(content);
      }
    }
    int next = 0;
    List<float[]> ofTexts = texts.isEmpty() ? List.of() : words.embed(texts);
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = vectors[i] == null ? ofTexts.get(next++) : vectors[i];
    }
    return Arrays.asList(vectors);
  }

  @Override
  public void close() {
    words.close();
    pictures.close();
  }
}
