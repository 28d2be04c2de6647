package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a text graph is fed and which of its outputs is used.
 *
 * @param inputs what it wants, each one understood
 * @param output its vectors: one per token (rank 3) or one per text (rank 2)
 */
record TextGraph(List<TensorPort> inputs, TensorPort output) {

  private static final List<String> OUTPUTS =
      List.of("sentence_embedding", "last_hidden_state", "token_embeddings");

  /**
   * Understands a graph.
   *
   * @throws NearfieldException if an input is not one of token ids, attention mask, token types and
   *     positions, or no output can be a text's vector
   */
  static TextGraph of(ModelFile model) {
    List<TensorPort> inputs = model.signature().inputs();
    checkInputs(model, inputs, false);
    return new TextGraph(inputs, chooseOutput(model));
  }

  /**
   * Understands the text side of a model that takes pictures too.
   *
   * @param outputs names of what may be a text's vector, the best first
   */
  static TextGraph tower(ModelFile model, List<String> outputs) {
    List<TensorPort> inputs =
        model.signature().inputs().stream()
            .filter(input -> !ImageGraph.looksLikePicture(input))
            .toList();
    checkInputs(model, inputs, true);
    return new TextGraph(inputs, TowerFolder.output(model, outputs, "text"));
  }

  /** How many tokens each text must have, or -1. */
  int fixedTokens() {
    return (int) inputs.stream().mapToLong(input -> input.size(1)).max().orElse(-1);
  }

  private static void checkInputs(ModelFile model, List<TensorPort> inputs, boolean padded) {
    for (TensorPort input : inputs) {
      switch (input.name()) {
        case "input_ids", "attention_mask", "token_type_ids", "position_ids" ->
            checkInput(model, input, padded);
        default ->
            throw new NearfieldException(
                "Cannot use model '"
                    + model.where()
                    + "': its input "
                    + input
                    + " is not understood; a text model takes input_ids and, if it likes,"
                    + " attention_mask, token_type_ids and position_ids; export with 'optimum-cli"
                    + " export onnx --task feature-extraction'");
      }
    }
  }

  /** Whether a graph takes token ids. */
  static boolean takesWords(OnnxSignature signature) {
    return signature.inputs().stream().anyMatch(i -> i.name().equals("input_ids"));
  }

  /** Whether the output is declared to be one vector per text. */
  boolean pools() {
    return output.rank() == 2 || output.name().equals("sentence_embedding");
  }

  /** Whether several texts may be fed at once. */
  boolean takesBatches() {
    return inputs.stream().allMatch(input -> input.size(0) == -1)
        && (output.rank() < 1 || output.size(0) == -1);
  }

  /** What to feed for texts of one length. */
  Map<String, OnnxSession.Input> feed(List<TextTokenizer.Tokens> texts) {
    int n = texts.get(0).ids().length;
    long[] shape = {texts.size(), n};
    Map<String, OnnxSession.Input> feed = new HashMap<>();
    for (TensorPort input : inputs) {
      long[] values = new long[texts.size() * n];
      for (int i = 0; i < texts.size(); i++) {
        fill(values, i * n, n, input.name(), texts.get(i));
      }
      Object typed = input.elementType() == TensorPort.INT32 ? narrowed(values) : values;
      feed.put(input.name(), new OnnxSession.Input(typed, shape));
    }
    return feed;
  }

  private static void fill(
      long[] values, int from, int n, String input, TextTokenizer.Tokens tokens) {
    switch (input) {
      case "input_ids" -> System.arraycopy(tokens.ids(), 0, values, from, n);
      case "token_type_ids" -> System.arraycopy(tokens.typeIds(), 0, values, from, n);
      case "attention_mask" -> Arrays.fill(values, from, from + tokens.used(), 1);
      default -> {
        for (int i = 0; i < n; i++) {
          values[from + i] = i;
        }
      }
    }
  }

  private static void checkInput(ModelFile model, TensorPort input, boolean padded) {
    boolean shaped = input.rank() == -1 || input.rank() == 2;
    boolean free = (padded || input.size(1) == -1) && (input.size(0) == -1 || input.size(0) == 1);
    if (!input.isInteger() || !shaped) {
      throw new NearfieldException(
          "Cannot use model '"
              + model.where()
              + "': its input "
              + input
              + " must be int64 or int32 of batch x tokens");
    }
    if (!free) {
      throw new NearfieldException(
          "Cannot use model '"
              + model.where()
              + "': its input "
              + input
              + " has a fixed size; export it with dynamic batch and sequence axes");
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
    for (int rank : new int[] {3, 2, -1}) {
      for (TensorPort output : outputs) {
        if (output.isFloat() && output.rank() == rank && !output.name().contains("logits")) {
          return output;
        }
      }
    }
    throw new NearfieldException(
        "Cannot use model '"
            + model.where()
            + "': none of its outputs "
            + outputs
            + " is a vector per token or per text; export with 'optimum-cli export onnx --task"
            + " feature-extraction'");
  }

  private static int[] narrowed(long[] values) {
    int[] out = new int[values.length];
    Arrays.setAll(out, i -> (int) values[i]);
    return out;
  }
}
