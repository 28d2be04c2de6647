package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import java.util.List;
import java.util.Map;

/**
 * How a picture graph is fed and which of its outputs is used.
 *
 * @param input the picture, batch x 3 x height x width
 * @param output its vector: batch x dimension, with axes of size 1 behind; or batch x patches x
 *     dimension, of which the first is used
 */
record ImageGraph(TensorPort input, TensorPort output) {

  private static final List<String> OUTPUTS =
      List.of("image_embeds", "sentence_embedding", "pooler_output", "last_hidden_state");

  /**
   * Understands a graph.
   *
   * @throws NearfieldException if it does not take exactly one picture, or takes it in another size
   *     than the preprocessing makes, or no output can be a picture's vector
   */
  static ImageGraph of(ModelFile model, ImageSettings settings) {
    List<TensorPort> inputs = model.signature().inputs();
    if (inputs.size() != 1 || !looksLikePicture(inputs.get(0))) {
      throw notUnderstood(model);
    }
    checkSize(model, inputs.get(0), settings);
    return new ImageGraph(inputs.get(0), chooseOutput(model));
  }

  /**
   * Understands the picture side of a model that takes texts too, in this graph or another.
   *
   * @param outputs names of what may be a picture's vector, the best first
   */
  static ImageGraph tower(ModelFile model, ImageSettings settings, List<String> outputs) {
    List<TensorPort> pictures =
        model.signature().inputs().stream().filter(ImageGraph::looksLikePicture).toList();
    boolean alone = !TextGraph.takesWords(model.signature());
    if (pictures.size() != 1 || (alone && model.signature().inputs().size() != 1)) {
      throw notUnderstood(model);
    }
    checkSize(model, pictures.get(0), settings);
    return new ImageGraph(pictures.get(0), TowerFolder.output(model, outputs, "picture"));
  }

  static boolean looksLikePicture(TensorPort input) {
    boolean channels = input.size(1) == 3 || input.size(1) == -1;
    boolean single = input.size(0) == 1 || input.size(0) == -1;
    return input.elementType() == TensorPort.FLOAT && input.rank() == 4 && channels && single;
  }

  /** What to feed for one picture. */
  Map<String, OnnxSession.Input> feed(ImagePreprocessor.Pixels pixels) {
    long[] shape = {1, 3, pixels.height(), pixels.width()};
    return Map.of(input.name(), new OnnxSession.Input(pixels.values(), shape));
  }

  /** The vector in an output, or null if its shape holds none. */
  static float[] vectorOf(OnnxSession.Output output) {
    long[] shape = output.shape();
    if (shape.length < 2 || shape[0] != 1) {
      return null;
    }
    if (shape.length == 3) {
      return Pooling.CLS.pool(output.values(), (int) shape[1], (int) shape[2]);
    }
    for (int axis = 2; axis < shape.length; axis++) {
      if (shape[axis] != 1) {
        return null;
      }
    }
    return output.values();
  }

  /** The dimension that the output declares, or -1. */
  int declaredDimension() {
    return (int) (output.rank() == 3 ? output.size(2) : output.size(1));
  }

  private static NearfieldException notUnderstood(ModelFile model) {
    return new NearfieldException(
        "Cannot use model '"
            + model.where()
            + "': its inputs "
            + model.signature().inputs()
            + " are not understood; a picture model takes one float tensor of batch x 3 x height"
            + " x width, a text model takes input_ids");
  }

  private static void checkSize(ModelFile model, TensorPort input, ImageSettings settings) {
    checkSize(model, input, 3, settings.outputWidth(), "wide");
    checkSize(model, input, 2, settings.outputHeight(), "high");
  }

  private static void checkSize(
      ModelFile model, TensorPort input, int axis, int made, String word) {
    long taken = input.size(axis);
    if (taken != -1 && taken != made) {
      throw new NearfieldException(
          "Cannot use model '"
              + model.where()
              + "': its input "
              + input
              + " is "
              + taken
              + " "
              + word
              + ", but "
              + PreprocessorConfig.FILE
              + " makes pictures "
              + (made == -1 ? "of any size" : made + " " + word)
              + "; correct its size or crop_size");
    }
  }

  private static TensorPort chooseOutput(ModelFile model) {
    List<TensorPort> outputs = model.signature().outputs();
    for (String name : OUTPUTS) {
      for (TensorPort output : outputs) {
        if (output.name().equals(name) && output.isFloat()) {
          return output;
        }
      }
    }
    for (int rank : new int[] {2, -1}) {
      for (TensorPort output : outputs) {
        if (output.isFloat() && output.rank() == rank) {
          return output;
        }
      }
    }
    throw new NearfieldException(
        "Cannot use model '"
            + model.where()
            + "': none of its outputs "
            + outputs
            + " is a picture's vector (image_embeds, pooler_output, last_hidden_state, or any of"
            + " batch x dimension)");
  }
}
