package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import java.util.List;

/**
 * A model for texts and pictures, ready to load.
 *
 * @param text its side for texts
 * @param image its side for pictures, of the same dimension; maybe of the same graph
 * @param notes what was assumed
 */
record TwoTowerPlan(TextPlan text, ImagePlan image, List<String> notes) implements ModelPlan {

  private static final String SMALL_TEXT = "a photo";

  /**
   * Joins the sides.
   *
   * @throws NearfieldException if they declare different dimensions
   */
  static TwoTowerPlan of(TextPlan text, ImagePlan image, List<String> notes) {
    TwoTowerPlan plan = new TwoTowerPlan(text, image, notes);
    if (text.declaredDimension() > 0 && image.declaredDimension() > 0) {
      plan.checkDimensions(text.declaredDimension(), image.declaredDimension());
    }
    return plan;
  }

  @Override
  public String name() {
    return text.name();
  }

  @Override
  public String canonical() {
    return "two towers\n" + text.canonical() + "\n" + image.canonical();
  }

  @Override
  public int declaredDimension() {
    return Math.max(text.declaredDimension(), image.declaredDimension());
  }

  @Override
  public LoadedModel load(int threads) {
    return load(threads, Device.CPU);
  }

  @Override
  public LoadedModel load(int threads, Device device) {
    return oneGraph() ? loadTogether(threads, device) : loadApart(threads, device);
  }

  void checkDimensions(int ofTexts, int ofPictures) {
    if (ofTexts != ofPictures) {
      throw new NearfieldException(
          "Cannot use model folder '"
              + name()
              + "': its vectors of texts ("
              + text.model().where()
              + ") have "
              + ofTexts
              + " numbers and those of pictures ("
              + image.model().where()
              + ") "
              + ofPictures
              + "; both sides must be of one model, exported with its projection");
    }
  }

  private boolean oneGraph() {
    return text.model() == image.model();
  }

  private LoadedModel loadApart(int threads, Device device) {
    TextModel words = (TextModel) text.load(threads, device);
    try {
      return join(words, (ImageModel) image.load(threads, device));
    } catch (RuntimeException e) {
      words.close();
      throw e;
    }
  }

  /** Each side is fed something small for the other: the runtime wants all inputs. */
  private LoadedModel loadTogether(int threads, Device device) {
    TextTokenizer tokenizer = text.tokenizer();
    try {
      OnnxSession session = OnnxSession.open(text.model(), threads, device);
      try {
        TextTokenizer.Tokens small = text.settings().padded(tokenizer.tokenize(SMALL_TEXT));
        OnnxSession forTexts = session.withAlways(image.graph().feed(image.white()));
        OnnxSession forPictures = session.withAlways(text.graph().feed(List.of(small)));
        return join(
            TextModel.load(text, tokenizer, forTexts, device), ImageModel.load(image, forPictures));
      } catch (RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private LoadedModel join(TextModel words, ImageModel pictures) {
    try {
      int dimension = words.identity().dimension();
      checkDimensions(dimension, pictures.identity().dimension());
      return new TwoTowerModel(words, pictures, identity(dimension));
    } catch (RuntimeException e) {
      pictures.close();
      throw e;
    }
  }
}
