package io.nearfield.connect.onnx;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.image.Picture;
import io.nearfield.connect.image.PictureLimits;
import java.util.Arrays;

/** Embeds pictures, one per run of the graph; vectors are made of length 1. */
final class ImageModel implements LoadedModel {

  private final ImagePlan plan;
  private final OnnxSession session;
  private final ModelIdentity identity;
  private final PictureLimits limits;

  private ImageModel(
      ImagePlan plan, OnnxSession session, ModelIdentity identity, PictureLimits limits) {
    this.plan = plan;
    this.session = session;
    this.identity = identity;
    this.limits = limits;
  }

  /** Takes over the session; embeds a white picture to see that the graph takes it. */
  static ImageModel load(ImagePlan plan, OnnxSession session) {
    try {
      int dimension = embed(plan, session, ImagePlan.whitePicture()).length;
      return new ImageModel(plan, session, plan.identity(dimension), PictureLimits.defaults());
    } catch (RuntimeException e) {
      session.close();
      throw e;
    }
  }

  @Override
  public ImageModel view(ModelOptions options) {
    return options.pictures().equals(limits)
        ? this
        : new ImageModel(plan, session, identity, options.pictures());
  }

  @Override
  public ModelIdentity identity() {
    return identity;
  }

  @Override
  public boolean accepts(Class<? extends Content> kind) {
    return kind == Content.Image.class || kind == Content.Pixels.class;
  }

  @Override
  public float[] embed(Content content) {
    return embed(plan, session, Contents.picture(content, identity, limits));
  }

  private static float[] embed(ImagePlan plan, OnnxSession session, Picture image) {
    ImagePreprocessor.Pixels pixels = ImagePreprocessor.apply(image, plan.settings());
    OnnxSession.Output output =
        session.run(plan.graph().feed(pixels), plan.graph().output().name());
    float[] vector = ImageGraph.vectorOf(output);
    if (vector == null) {
      throw new NearfieldException(
          "Cannot use model '"
              + plan.model().where()
              + "': its output '"
              + plan.graph().output().name()
              + "' for one picture has shape "
              + Arrays.toString(output.shape())
              + "; [1, dimension] or [1, patches, dimension] is needed");
    }
    return UnitLength.finish(vector, true, plan.name());
  }

  @Override
  public void close() {
    session.close();
  }
}
