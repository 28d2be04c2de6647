package io.nearfield.connect.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes a small ONNX graph with one float input and one float output; same calls, same bytes. */
final class GraphBuilder {

  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 13;

  private final OnnxMl.GraphProto.Builder graph;

  GraphBuilder(String name) {
    this.graph = OnnxMl.GraphProto.newBuilder().setName(name);
  }

  /** Declares the input; a size of -1 is free. */
  GraphBuilder input(String name, long... shape) {
    graph.addInput(port(name, shape));
    return this;
  }

  /** Declares the output; a size of -1 is free. */
  GraphBuilder output(String name, long... shape) {
    graph.addOutput(port(name, shape));
    return this;
  }

  /** Adds constant floats, row-major. */
  GraphBuilder floats(String name, float[] values, long... shape) {
    ByteBuffer bytes = littleEndian(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return constant(name, OnnxMl.TensorProto.DataType.FLOAT, bytes, shape);
  }

  /** Adds constant 64-bit numbers, one axis. */
  GraphBuilder longs(String name, long... values) {
    ByteBuffer bytes = littleEndian(values.length * Long.BYTES);
    bytes.asLongBuffer().put(values);
    return constant(name, OnnxMl.TensorProto.DataType.INT64, bytes, values.length);
  }

  /** Adds an operator with one output. */
  GraphBuilder node(
      String operator, String output, String[] inputs, OnnxMl.AttributeProto... attributes) {
    OnnxMl.NodeProto.Builder node =
        OnnxMl.NodeProto.newBuilder().setOpType(operator).setName(output).addOutput(output);
    for (String input : inputs) {
      node.addInput(input);
    }
    for (OnnxMl.AttributeProto attribute : attributes) {
      node.addAttribute(attribute);
    }
    graph.addNode(node);
    return this;
  }

  static OnnxMl.AttributeProto attribute(String name, long value) {
    return OnnxMl.AttributeProto.newBuilder()
        .setName(name)
        .setType(OnnxMl.AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static OnnxMl.AttributeProto attribute(String name, String value) {
    return OnnxMl.AttributeProto.newBuilder()
        .setName(name)
        .setType(OnnxMl.AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  static OnnxMl.AttributeProto attribute(String name, long[] values) {
    OnnxMl.AttributeProto.Builder attribute =
        OnnxMl.AttributeProto.newBuilder()
            .setName(name)
            .setType(OnnxMl.AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  /** The model file. */
  byte[] toBytes() {
    return OnnxMl.ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("nearfield")
        .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(OPERATOR_SET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private GraphBuilder constant(
      String name, OnnxMl.TensorProto.DataType type, ByteBuffer bytes, long... shape) {
    OnnxMl.TensorProto.Builder tensor =
        OnnxMl.TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes.array()));
    for (long size : shape) {
      tensor.addDims(size);
    }
    graph.addInitializer(tensor);
    return this;
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static OnnxMl.ValueInfoProto port(String name, long... shape) {
    OnnxMl.TensorShapeProto.Builder dimensions = OnnxMl.TensorShapeProto.newBuilder();
    for (long size : shape) {
      OnnxMl.TensorShapeProto.Dimension.Builder dimension =
          OnnxMl.TensorShapeProto.Dimension.newBuilder();
      dimensions.addDim(size < 0 ? dimension.setDimParam("batch") : dimension.setDimValue(size));
    }
    OnnxMl.TypeProto.Tensor.Builder tensor =
        OnnxMl.TypeProto.Tensor.newBuilder()
            .setElemType(OnnxMl.TensorProto.DataType.FLOAT.getNumber())
            .setShape(dimensions);
    return OnnxMl.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(OnnxMl.TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
