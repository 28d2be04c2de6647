package io.nearfield.connect.onnx;

import io.nearfield.connect.image.Picture;
import java.util.Arrays;
import java.util.List;

/**
 * A picture model, ready to load.
 *
 * @param name for people
 * @param model the graph
 * @param graph how it is fed and read
 * @param settings how pictures are prepared
 * @param notes what was assumed
 */
record ImagePlan(
    String name, ModelFile model, ImageGraph graph, ImageSettings settings, List<String> notes)
    implements ModelPlan {

  @Override
  public String canonical() {
    return "image model="
        + model.hash()
        + " output="
        + graph.output().name()
        + " normalize=true "
        + settings.canonical();
  }

  @Override
  public int declaredDimension() {
    return graph.declaredDimension();
  }

  @Override
  public LoadedModel load(int threads) {
    return load(threads, Device.CPU);
  }

  /** A white picture as the graph is fed it. */
  ImagePreprocessor.Pixels white() {
    return ImagePreprocessor.apply(whitePicture(), settings);
  }

  static Picture whitePicture() {
    byte[] white = new byte[3 * 64 * 64];
    Arrays.fill(white, (byte) 255);
    return Picture.of(64, 64, white);
  }

  @Override
  public LoadedModel load(int threads, Device device) {
    return ImageModel.load(this, OnnxSession.open(model, threads, device));
  }
}
