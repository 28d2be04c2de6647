package io.nearfield.connect.onnx;

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

  @Override
  public LoadedModel load(int threads, Device device) {
    return ImageModel.load(this, OnnxSession.open(model, threads, device));
  }
}
