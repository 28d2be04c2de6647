package io.nearfield.connect.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Tiny text graphs with known answers: token i has the vector (i, i * i, 1), and if the graph takes
 * positions, the token's position is added to each component.
 */
final class TestGraphs {

  static final int INT32 = 6;
  static final int INT64 = 7;

  private TestGraphs() {}

  /** A graph with one vector per token, output {@code last_hidden_state}. */
  static byte[] tokens(int idType, List<String> inputs) {
    OnnxMl.GraphProto.Builder graph = graph(idType, inputs);
    graph.addOutput(port("last_hidden_state", 1, "batch", "tokens", "3"));
    return model(graph);
  }

  /** A graph that pools itself, output {@code name}. */
  static byte[] pooled(String name) {
    OnnxMl.GraphProto.Builder graph = graph(INT64, List.of("input_ids", "attention_mask"));
    graph.addNode(
        OnnxMl.NodeProto.newBuilder()
            .setOpType("ReduceMean")
            .addInput("last_hidden_state")
            .addOutput(name)
            .addAttribute(GraphBuilder.attribute("axes", new long[] {1}))
            .addAttribute(GraphBuilder.attribute("keepdims", 0)));
    graph.addOutput(port(name, 1, "batch", "3"));
    return model(graph);
  }

  /**
   * One layer of attention over seeded random vectors of 48 numbers, output {@code
   * last_hidden_state}: every token's vector depends on all others of its text.
   */
  static byte[] attention() {
    OnnxMl.GraphProto.Builder graph = attentionOf("words");
    graph.addOutput(port("last_hidden_state", 1, "batch", "tokens", "48"));
    return model(graph);
  }

  /** The same with its words quantized by the range of all numbers of the run. */
  static byte[] dynamicallyQuantized() {
    OnnxMl.GraphProto.Builder graph = attentionOf("rounded");
    OnnxMl.GraphProto.Builder whole = graph.clone().clearNode().addNode(graph.getNode(0));
    whole.addNode(
        OnnxMl.NodeProto.newBuilder()
            .setOpType("DynamicQuantizeLinear")
            .addInput("words")
            .addOutput("bytes")
            .addOutput("scale")
            .addOutput("zero"));
    whole.addNode(
        OnnxMl.NodeProto.newBuilder()
            .setOpType("DequantizeLinear")
            .addInput("bytes")
            .addInput("scale")
            .addInput("zero")
            .addOutput("rounded"));
    graph.getNodeList().stream().skip(1).forEach(whole::addNode);
    whole.addOutput(port("last_hidden_state", 1, "batch", "tokens", "48"));
    return model(whole);
  }

  /** {@link #attention} that divides by the greatest number of the run: its texts are mixed. */
  static byte[] mixing() {
    OnnxMl.GraphProto.Builder graph = attentionOf("words");
    graph.getNodeBuilder(graph.getNodeCount() - 1).setOutput(0, "mixed");
    node(graph, "ReduceMax", "greatest", "mixed")
        .addAttribute(GraphBuilder.attribute("keepdims", 0));
    node(graph, "Div", "last_hidden_state", "mixed", "greatest");
    graph.addOutput(port("last_hidden_state", 1, "batch", "tokens", "48"));
    return model(graph);
  }

  /** {@link #attention} followed by {@code n} products of 1024 x 1024 matrices: it takes long. */
  static byte[] slow(int n) {
    OnnxMl.GraphProto.Builder graph = attentionOf("words");
    graph.getNodeBuilder(graph.getNodeCount() - 1).setOutput(0, "begun");
    // Nothing of it is constant, or it would be computed when the graph is loaded.
    node(graph, "ReduceMax", "number", "begun").addAttribute(GraphBuilder.attribute("keepdims", 0));
    graph.addInitializer(
        OnnxMl.TensorProto.newBuilder()
            .setName("shape")
            .setDataType(7)
            .addDims(2)
            .addInt64Data(1024)
            .addInt64Data(1024));
    node(graph, "Expand", "m0", "number", "shape");
    for (int i = 0; i < n; i++) {
      node(graph, "MatMul", "p" + i, "m" + i, "m0");
      node(graph, "Tanh", "m" + (i + 1), "p" + i);
    }
    node(graph, "ReduceMax", "last", "m" + n).addAttribute(GraphBuilder.attribute("keepdims", 0));
    node(graph, "Add", "last_hidden_state", "begun", "last");
    graph.addOutput(port("last_hidden_state", 1, "batch", "tokens", "48"));
    return model(graph);
  }

  private static OnnxMl.GraphProto.Builder attentionOf(String words) {
    OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder().setName("attention");
    graph.addInput(port("input_ids", INT64, "batch", "tokens"));
    graph.addInitializer(random("table", 1, 64, 48));
    for (String name : List.of("q", "k", "v")) {
      graph.addInitializer(random("w" + name, name.charAt(0), 48, 48));
    }
    node(graph, "Gather", "words", "table", "input_ids");
    for (String name : List.of("q", "k", "v")) {
      node(graph, "MatMul", name, words, "w" + name);
    }
    node(graph, "Transpose", "kt", "k")
        .addAttribute(GraphBuilder.attribute("perm", new long[] {0, 2, 1}));
    node(graph, "MatMul", "scores", "q", "kt");
    node(graph, "Softmax", "weights", "scores").addAttribute(GraphBuilder.attribute("axis", 2));
    node(graph, "MatMul", "last_hidden_state", "weights", "v");
    return graph;
  }

  private static OnnxMl.NodeProto.Builder node(
      OnnxMl.GraphProto.Builder graph, String operator, String output, String... inputs) {
    return graph
        .addNodeBuilder()
        .setOpType(operator)
        .addOutput(output)
        .addAllInput(List.of(inputs));
  }

  private static OnnxMl.TensorProto random(String name, int seed, int rows, int columns) {
    SplittableRandom random = new SplittableRandom(seed);
    ByteBuffer bytes = ByteBuffer.allocate(rows * columns * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows * columns; i++) {
      bytes.putFloat((float) random.nextDouble(-1, 1));
    }
    return OnnxMl.TensorProto.newBuilder()
        .setName(name)
        .setDataType(1)
        .addDims(rows)
        .addDims(columns)
        .setRawData(ByteString.copyFrom(bytes.array()))
        .build();
  }

  /** A graph whose output declares neither rank nor dimension. */
  static byte[] undeclared() {
    OnnxMl.GraphProto.Builder graph = graph(INT64, List.of("input_ids"));
    graph.addOutput(
        OnnxMl.ValueInfoProto.newBuilder()
            .setName("last_hidden_state")
            .setType(
                OnnxMl.TypeProto.newBuilder()
                    .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder().setElemType(1))));
    return model(graph);
  }

  /** A graph with an input of the given sizes: names are free, numbers fixed. */
  static byte[] withInput(String name, int type, String... sizes) {
    OnnxMl.GraphProto.Builder graph = graph(INT64, List.of("input_ids"));
    graph.addInput(port(name, type, sizes));
    graph.addOutput(port("last_hidden_state", 1, "batch", "tokens", "3"));
    return model(graph);
  }

  /** A picture graph: the mean of each channel, output {@code name} of batch x 3 (x 1 x 1). */
  static byte[] channelMeans(String name, boolean flat) {
    GraphBuilder graph = new GraphBuilder("means").input("pixel_values", -1, 3, -1, -1);
    if (flat) {
      graph
          .node("GlobalAveragePool", "pooled", new String[] {"pixel_values"})
          .node("Flatten", name, new String[] {"pooled"}, GraphBuilder.attribute("axis", 1))
          .output(name, -1, 3);
    } else {
      graph
          .node("GlobalAveragePool", name, new String[] {"pixel_values"})
          .output(name, -1, 3, 1, 1);
    }
    return graph.toBytes();
  }

  /** A graph with weights in a side file. */
  static byte[] withSideFile(String location) {
    OnnxMl.ModelProto model = parse(tokens(INT64, List.of("input_ids")));
    OnnxMl.ModelProto.Builder changed = model.toBuilder();
    changed
        .getGraphBuilder()
        .getInitializerBuilder(0)
        .clearRawData()
        .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", "0"))
        .addExternalData(entry("length", Integer.toString(sideFile().length)));
    return changed.build().toByteArray();
  }

  /** What belongs into that side file. */
  static byte[] sideFile() {
    ByteBuffer bytes = ByteBuffer.allocate(64 * 3 * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 64; i++) {
      bytes.putFloat(i).putFloat(i * i).putFloat(1);
    }
    return bytes.array();
  }

  private static OnnxMl.StringStringEntryProto entry(String key, String value) {
    return OnnxMl.StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  private static OnnxMl.ModelProto parse(byte[] bytes) {
    try {
      return OnnxMl.ModelProto.parseFrom(bytes);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static OnnxMl.GraphProto.Builder graph(int idType, List<String> inputs) {
    OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder().setName("tokens");
    for (String input : inputs) {
      graph.addInput(port(input, idType, "batch", "tokens"));
    }
    graph.addInitializer(
        OnnxMl.TensorProto.newBuilder()
            .setName("table")
            .setDataType(1)
            .addDims(64)
            .addDims(3)
            .setRawData(ByteString.copyFrom(sideFile())));
    boolean positions = inputs.contains("position_ids");
    graph.addNode(
        OnnxMl.NodeProto.newBuilder()
            .setOpType("Gather")
            .addInput("table")
            .addInput("input_ids")
            .addOutput(positions ? "looked_up" : "last_hidden_state"));
    if (positions) {
      addPositions(graph);
    }
    return graph;
  }

  private static void addPositions(OnnxMl.GraphProto.Builder graph) {
    graph
        .addNode(
            OnnxMl.NodeProto.newBuilder()
                .setOpType("Cast")
                .addInput("position_ids")
                .addOutput("positions")
                .addAttribute(GraphBuilder.attribute("to", 1)))
        .addNode(
            OnnxMl.NodeProto.newBuilder()
                .setOpType("Unsqueeze")
                .addInput("positions")
                .addOutput("columns")
                .addAttribute(GraphBuilder.attribute("axes", new long[] {2})))
        .addNode(
            OnnxMl.NodeProto.newBuilder()
                .setOpType("Add")
                .addInput("looked_up")
                .addInput("columns")
                .addOutput("last_hidden_state"));
  }

  private static OnnxMl.ValueInfoProto port(String name, int type, String... sizes) {
    OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
    for (String size : sizes) {
      OnnxMl.TensorShapeProto.Dimension.Builder dimension =
          OnnxMl.TensorShapeProto.Dimension.newBuilder();
      shape.addDim(
          size.matches("\\d+")
              ? dimension.setDimValue(Long.parseLong(size))
              : dimension.setDimParam(size));
    }
    return OnnxMl.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            OnnxMl.TypeProto.newBuilder()
                .setTensorType(
                    OnnxMl.TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }

  private static byte[] model(OnnxMl.GraphProto.Builder graph) {
    return OnnxMl.ModelProto.newBuilder()
        .setIrVersion(6)
        .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(11))
        .setGraph(graph)
        .build()
        .toByteArray();
  }
}
