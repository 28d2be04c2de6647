package io.nearfield.connect.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.nearfield.connect.api.NearfieldException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * One loaded graph on ONNX Runtime's CPU provider.
 *
 * <p>Thread-safe: any number of threads run it at once, each call on its own thread alone unless
 * more were asked for. One operator after the other and no memory arena or memory pattern, so a
 * call's memory is returned when it ends; every native object lives no longer than the call.
 * Closing waits for calls under way.
 */
final class OnnxSession implements AutoCloseable {

  private final String where;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final NativeGuard guard;

  private OnnxSession(String where, OrtEnvironment environment, OrtSession session) {
    this.where = where;
    this.environment = environment;
    this.session = session;
    this.guard = new NativeGuard("model '" + where + "'");
  }

  /**
   * An input tensor.
   *
   * @param values {@code long[]}, {@code int[]} or {@code float[]}, row-major
   * @param shape sizes by axis
   */
  @SuppressWarnings("ArrayRecordComponent") // handed straight to the runtime, never compared
  record Input(Object values, long[] shape) {}

  /**
   * An output tensor as floats.
   *
   * @param values row-major
   * @param shape sizes by axis
   */
  @SuppressWarnings("ArrayRecordComponent") // read at once, never compared
  record Output(float[] values, long[] shape) {}

  static OnnxSession open(ModelFile model, int threads) {
    try {
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "nearfield");
      environment.setTelemetry(false);
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setCPUArenaAllocator(false);
        options.setMemoryPatternOptimization(false);
        options.setDeterministicCompute(true);
        // What goes wrong comes back as an exception; it need not be on the error stream as well.
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        OrtSession session =
            model.path() != null
                ? environment.createSession(model.path().toString(), options)
                : environment.createSession(model.bytes(), options);
        return new OnnxSession(model.where(), environment, session);
      }
    } catch (OrtException e) {
      throw new NearfieldException(
          "Cannot load model '" + model.where() + "': ONNX Runtime says: " + Messages.oneLine(e),
          e);
    } catch (UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError e) {
      throw new NearfieldException(
          "Cannot load model '"
              + model.where()
              + "': ONNX Runtime's native library does not load here ("
              + Messages.oneLine(e)
              + ")",
          e);
    }
  }

  /** Runs the graph and fetches one output. */
  Output run(Map<String, Input> inputs, String output) {
    return guard.whileOpen(() -> runOpen(inputs, output));
  }

  private Output runOpen(Map<String, Input> inputs, String output) {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (Map.Entry<String, Input> input : inputs.entrySet()) {
        tensors.put(input.getKey(), tensor(input.getValue()));
      }
      try (OrtSession.Result result = session.run(tensors, Set.of(output))) {
        return read((OnnxTensor) result.get(0));
      }
    } catch (OrtException e) {
      throw new NearfieldException(
          "Cannot run model '" + where + "': ONNX Runtime says: " + Messages.oneLine(e), e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(Input input) throws OrtException {
    if (input.values() instanceof long[] longs) {
      return OnnxTensor.createTensor(environment, LongBuffer.wrap(longs), input.shape());
    } else if (input.values() instanceof int[] ints) {
      return OnnxTensor.createTensor(environment, IntBuffer.wrap(ints), input.shape());
    }
    return OnnxTensor.createTensor(
        environment, FloatBuffer.wrap((float[]) input.values()), input.shape());
  }

  private static Output read(OnnxTensor tensor) {
    FloatBuffer buffer = tensor.getFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return new Output(values, tensor.getInfo().getShape());
  }

  @Override
  public void close() {
    guard.close(this::release);
  }

  private void release() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new NearfieldException("Cannot close model '" + where + "': " + Messages.oneLine(e), e);
    }
  }
}
