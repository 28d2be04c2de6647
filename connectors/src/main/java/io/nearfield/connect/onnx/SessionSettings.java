package io.nearfield.connect.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;

/**
 * How every session is set up: one operator after the other, and no memory arena or memory pattern
 * on the CPU, so that a call's memory is returned when it ends.
 */
final class SessionSettings {

  private SessionSettings() {}

  static OrtSession.SessionOptions of(int threads) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    try {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setCPUArenaAllocator(false);
      options.setMemoryPatternOptimization(false);
      options.setDeterministicCompute(true);
      // What goes wrong comes back as an exception; it need not be on the error stream as well.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return options;
    } catch (OrtException e) {
      options.close();
      throw e;
    }
  }
}
