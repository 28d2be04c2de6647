package io.nearfield.connect.onnx;

import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import java.util.List;

/** All that is known of a model before it is loaded; making one checks every file it needs. */
interface ModelPlan {

  /** For people. */
  String name();

  /** Everything that decides the vectors except the dimension, as text. */
  String canonical();

  /** The dimension, or -1 if only a run of the model can tell. */
  int declaredDimension();

  /** What was assumed or left out, for people. */
  List<String> notes();

  /** Loads it; {@code purpose} is set to items. */
  LoadedModel load(int threads);

  /**
   * Loads it onto a device.
   *
   * @throws NearfieldException if this kind of model cannot be run there
   */
  default LoadedModel load(int threads, Device device) {
    if (device.kind() != Device.Kind.CPU) {
      throw new NearfieldException(
          "Cannot run model '"
              + name()
              + "' on "
              + device
              + ": this kind of model runs on CPUs only; give --device cpu");
    }
    return load(threads);
  }

  /** Who the model is, given its dimension. */
  default ModelIdentity identity(int dimension) {
    return new ModelIdentity(
        name(),
        Sha256.of("nearfield model 1\n" + canonical() + "\ndimension=" + dimension),
        dimension);
  }
}
