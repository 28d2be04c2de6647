package io.nearfield.benchmarks.embed;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.nearfield.benchmarks.BenchmarkException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The built-in text model as shortly as it can be run: some threads take one text after the other,
 * tokenize it, run the graph in the session that they share, average the tokens and make the length
 * 1. Vectors are forgotten; nothing is read, checked or written.
 */
public final class BareLoop implements AutoCloseable {

  private static final String NAME = "all-minilm-l6-v2-q";
  private static final int MAX_TOKENS = 256;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final HuggingFaceTokenizer tokenizer;

  public BareLoop() {
    try {
      environment = OrtEnvironment.getEnvironment();
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        session = environment.createSession(resource(NAME + ".onnx").readAllBytes(), options);
      }
      String limit = Integer.toString(MAX_TOKENS);
      tokenizer =
          HuggingFaceTokenizer.newInstance(
              resource(NAME + "-tokenizer.json"),
              Map.of(
                  "padding",
                  "false",
                  "truncation",
                  "true",
                  "maxLength",
                  limit,
                  "modelMaxLength",
                  limit));
    } catch (OrtException | IOException e) {
      throw new BenchmarkException("Cannot open the built-in model: " + e.getMessage());
    }
  }

  private static InputStream resource(String name) {
    return BareLoop.class.getResourceAsStream("/" + name);
  }

  /** Embeds all texts; answers how long it took. */
  public double seconds(List<String> texts, int threads) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      AtomicInteger next = new AtomicInteger();
      List<Callable<Float>> callers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        callers.add(() -> loop(texts, next));
      }
      long begun = System.nanoTime();
      for (Future<Float> caller : pool.invokeAll(callers)) {
        caller.get();
      }
      return (System.nanoTime() - begun) / 1e9;
    } catch (ExecutionException e) {
      throw new BenchmarkException("Cannot run the bare loop: " + e.getCause().getMessage());
    } finally {
      pool.shutdownNow();
    }
  }

  private float loop(List<String> texts, AtomicInteger next) throws OrtException {
    float used = 0;
    for (int i = next.getAndIncrement(); i < texts.size(); i = next.getAndIncrement()) {
      used += vector(texts.get(i))[0];
    }
    return used;
  }

  private float[] vector(String text) throws OrtException {
    Encoding tokens = tokenizer.encode(text);
    long[] shape = {1, tokens.getIds().length};
    try (OnnxTensor ids = tensor(tokens.getIds(), shape);
        OnnxTensor mask = tensor(tokens.getAttentionMask(), shape);
        OnnxTensor types = tensor(tokens.getTypeIds(), shape);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
      OnnxTensor output = (OnnxTensor) result.get(0);
      return mean(output.getFloatBuffer(), (int) shape[1]);
    }
  }

  private OnnxTensor tensor(long[] values, long[] shape) throws OrtException {
    return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
  }

  private static float[] mean(FloatBuffer tokens, int n) {
    float[] vector = new float[tokens.remaining() / n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < vector.length; j++) {
        vector[j] += tokens.get();
      }
    }
    double square = 0;
    for (float number : vector) {
      square += (double) number * number;
    }
    float scale = (float) (1 / Math.sqrt(square));
    for (int j = 0; j < vector.length; j++) {
      vector[j] *= scale;
    }
    return vector;
  }

  @Override
  public void close() {
    tokenizer.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
