package io.nearfield.connect.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.nearfield.connect.api.NearfieldException;

/** Puts a session on a GPU, or says in one sentence what is missing for that. */
final class Cuda {

  private Cuda() {}

  /** Whether the ONNX Runtime on the class path has been built for CUDA at all. */
  static boolean builtIn() {
    return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
  }

  /**
   * Adds the device to a session's options.
   *
   * @throws NearfieldException if it cannot be used here
   */
  static void add(OrtSession.SessionOptions options, Device device, String model) {
    if (!builtIn()) {
      throw new NearfieldException(
          cannot(model, device)
              + "the ONNX Runtime on the class path is the one for CPUs; build with 'mvn -Pgpu', or"
              + " give --device cpu");
    }
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device.number())) {
      // Growing by powers of two would soon hold twice what the largest batch needs.
      cuda.add("arena_extend_strategy", "kSameAsRequested");
      options.addCUDA(cuda);
    } catch (OrtException | UnsatisfiedLinkError e) {
      throw new NearfieldException(
          cannot(model, device)
              + "ONNX Runtime says: "
              + Messages.oneLine(e)
              + "; install the NVIDIA driver, CUDA and cuDNN where this process runs and name their"
              + " folders in LD_LIBRARY_PATH, or give --device cpu",
          e);
    }
  }

  private static String cannot(String model, Device device) {
    return "Cannot run model '" + model + "' on " + device + ": ";
  }
}
