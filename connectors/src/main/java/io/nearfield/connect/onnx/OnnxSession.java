package io.nearfield.connect.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.nearfield.connect.api.ModelRunException;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.TimeLimitException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * One loaded graph in ONNX Runtime.
 *
 * <p>Thread-safe: any number of threads run it at once, each call on its own thread alone unless
 * more were asked for; calls that need much memory wait for each other ({@link RunGate}). Every
 * native object lives no longer than the call. Closing waits for calls under way.
 */
final class OnnxSession implements AutoCloseable {

  private final String where;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final NativeGuard guard;
  private final Map<String, Input> always;

  private OnnxSession(
      String where,
      OrtEnvironment environment,
      OrtSession session,
      NativeGuard guard,
      Map<String, Input> always) {
    this.where = where;
    this.environment = environment;
    this.session = session;
    this.guard = guard;
    this.always = always;
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

  /**
   * How a graph is run.
   *
   * @param area texts times tokens squared, which is what its memory grows with; 0 for little
   * @param limit how long it may take; null for any time
   */
  record RunSize(long area, Duration limit) {
    static final RunSize SMALL = new RunSize(0, null);
  }

  static OnnxSession open(ModelFile model, int threads) {
    return open(model, threads, Device.CPU);
  }

  static OnnxSession open(ModelFile model, int threads, Device device) {
    try {
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "nearfield");
      environment.setTelemetry(false);
      try (OrtSession.SessionOptions options = SessionSettings.of(threads)) {
        if (device.kind() == Device.Kind.CUDA) {
          Cuda.add(options, device, model.where());
        }
        OrtSession session =
            model.path() != null
                ? environment.createSession(model.path().toString(), options)
                : environment.createSession(model.bytes(), options);
        NativeGuard guard = new NativeGuard("model '" + model.where() + "'");
        return new OnnxSession(model.where(), environment, session, guard, Map.of());
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

  /** The same graph, closed together with this one, that is fed some inputs the same each time. */
  OnnxSession withAlways(Map<String, Input> inputs) {
    return new OnnxSession(where, environment, session, guard, Map.copyOf(inputs));
  }

  /** Runs the graph and fetches one output. */
  Output run(Map<String, Input> inputs, String output) {
    return run(inputs, output, RunSize.SMALL);
  }

  /**
   * Runs the graph and fetches one output.
   *
   * @throws ModelRunException if the runtime fails, memory is short or the time is over
   */
  Output run(Map<String, Input> inputs, String output, RunSize size) {
    return RunGate.PROCESS.pass(
        size.area(), () -> guard.whileOpen(() -> runOpen(inputs, output, size.limit())));
  }

  private Output runOpen(Map<String, Input> inputs, String output, Duration limit) {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (Map.Entry<String, Input> input : always.entrySet()) {
        tensors.put(input.getKey(), tensor(input.getValue()));
      }
      for (Map.Entry<String, Input> input : inputs.entrySet()) {
        tensors.put(input.getKey(), tensor(input.getValue()));
      }
      return limit == null
          ? fetch(session.run(tensors, Set.of(output)))
          : runFor(limit, tensors, output);
    } catch (OrtException e) {
      throw new ModelRunException(
          "Cannot run model '" + where + "': ONNX Runtime says: " + Messages.oneLine(e), e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private Output runFor(Duration limit, Map<String, OnnxTensor> tensors, String output)
      throws OrtException {
    try (RunLimit clock = new RunLimit(limit)) {
      try {
        return fetch(session.run(tensors, Set.of(output), clock.options()));
      } catch (OrtException e) {
        if (!clock.over()) {
          throw e;
        }
        throw new TimeLimitException(
            "Cannot run model '"
                + where
                + "': it was not done after "
                + limit.toMillis() / 1000.0
                + " s; allow more with --item-timeout",
            e);
      }
    }
  }

  private static Output fetch(OrtSession.Result result) {
    try (result) {
      return read((OnnxTensor) result.get(0));
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
