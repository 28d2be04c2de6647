package io.nearfield.connect.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What goes into a model file's graph and what comes out, read from the file alone. The weights are
 * skipped, not loaded: memory stays small whatever the model's size.
 *
 * @param inputs what must be fed, in the graph's order; weights listed as inputs are left out
 * @param outputs what can be fetched, in the graph's order
 * @param externalFiles names of files beside the model that hold weights, sorted
 * @param operators the types of all its operators, those of inner graphs and functions included
 */
record OnnxSignature(
    List<TensorPort> inputs,
    List<TensorPort> outputs,
    List<String> externalFiles,
    Set<String> operators) {

  /** Of the model: its local functions; the protobuf classes at hand are older than these. */
  private static final int FUNCTIONS = 25;

  /** Of a function: its operators. */
  private static final int FUNCTION_NODES = 7;

  /**
   * Reads a model file's declarations.
   *
   * @throws IOException if the bytes are no complete ONNX model
   */
  static OnnxSignature read(InputStream model) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(model);
    in.setSizeLimit(Integer.MAX_VALUE);
    Collector found = new Collector();
    forEachField(
        in,
        tag -> {
          switch (fieldOf(tag)) {
            case OnnxMl.ModelProto.GRAPH_FIELD_NUMBER -> nested(in, () -> readGraph(in, found));
            case FUNCTIONS -> nested(in, () -> readFunction(in, found));
            default -> {
              return false;
            }
          }
          return true;
        });
    if (found.outputs.isEmpty()) {
      throw new IOException("it declares no graph with an output");
    }
    found.inputs.removeIf(input -> found.weights.contains(input.name()));
    return new OnnxSignature(
        List.copyOf(found.inputs),
        List.copyOf(found.outputs),
        List.copyOf(found.external),
        Collections.unmodifiableSet(found.operators));
  }

  private static void readGraph(CodedInputStream in, Collector found) throws IOException {
    forEachField(
        in,
        tag -> {
          switch (fieldOf(tag)) {
            case OnnxMl.GraphProto.INPUT_FIELD_NUMBER -> found.inputs.add(readPort(in));
            case OnnxMl.GraphProto.OUTPUT_FIELD_NUMBER -> found.outputs.add(readPort(in));
            case OnnxMl.GraphProto.INITIALIZER_FIELD_NUMBER ->
                nested(in, () -> readWeight(in, found));
            case OnnxMl.GraphProto.NODE_FIELD_NUMBER -> nested(in, () -> readNode(in, found));
            default -> {
              return false;
            }
          }
          return true;
        });
  }

  private static void readFunction(CodedInputStream in, Collector found) throws IOException {
    forEachField(
        in,
        tag -> {
          if (fieldOf(tag) != FUNCTION_NODES) {
            return false;
          }
          nested(in, () -> readNode(in, found));
          return true;
        });
  }

  private static void readNode(CodedInputStream in, Collector found) throws IOException {
    forEachField(
        in,
        tag -> {
          switch (fieldOf(tag)) {
            case OnnxMl.NodeProto.OP_TYPE_FIELD_NUMBER -> found.operators.add(in.readString());
            case OnnxMl.NodeProto.ATTRIBUTE_FIELD_NUMBER ->
                nested(in, () -> readInnerGraphs(in, found));
            default -> {
              return false;
            }
          }
          return true;
        });
  }

  private static void readInnerGraphs(CodedInputStream in, Collector found) throws IOException {
    forEachField(
        in,
        tag -> {
          switch (fieldOf(tag)) {
            case OnnxMl.AttributeProto.G_FIELD_NUMBER, OnnxMl.AttributeProto.GRAPHS_FIELD_NUMBER ->
                nested(in, () -> readInnerGraph(in, found));
            default -> {
              return false;
            }
          }
          return true;
        });
  }

  /** Only the operators: what goes in and out of an inner graph is its own affair. */
  private static void readInnerGraph(CodedInputStream in, Collector found) throws IOException {
    forEachField(
        in,
        tag -> {
          if (fieldOf(tag) != OnnxMl.GraphProto.NODE_FIELD_NUMBER) {
            return false;
          }
          nested(in, () -> readNode(in, found));
          return true;
        });
  }

  private static void readWeight(CodedInputStream in, Collector found) throws IOException {
    forEachField(
        in,
        tag -> {
          switch (fieldOf(tag)) {
            case OnnxMl.TensorProto.NAME_FIELD_NUMBER -> found.weights.add(in.readString());
            case OnnxMl.TensorProto.EXTERNAL_DATA_FIELD_NUMBER -> {
              OnnxMl.StringStringEntryProto entry =
                  readMessage(in, OnnxMl.StringStringEntryProto.parser());
              if (entry.getKey().equals("location")) {
                found.external.add(entry.getValue());
              }
            }
            default -> {
              return false;
            }
          }
          return true;
        });
  }

  private static TensorPort readPort(CodedInputStream in) throws IOException {
    OnnxMl.ValueInfoProto port = readMessage(in, OnnxMl.ValueInfoProto.parser());
    OnnxMl.TypeProto.Tensor tensor = port.getType().getTensorType();
    List<Long> dimensions = null;
    if (tensor.hasShape()) {
      dimensions = new ArrayList<>();
      for (OnnxMl.TensorShapeProto.Dimension dimension : tensor.getShape().getDimList()) {
        boolean fixed = dimension.hasDimValue() && dimension.getDimValue() > 0;
        dimensions.add(fixed ? dimension.getDimValue() : -1L);
      }
      dimensions = List.copyOf(dimensions);
    }
    return new TensorPort(port.getName(), tensor.getElemType(), dimensions);
  }

  private static <T extends MessageLite> T readMessage(CodedInputStream in, Parser<T> parser)
      throws IOException {
    return in.readMessage(parser, ExtensionRegistryLite.getEmptyRegistry());
  }

  private static int fieldOf(int tag) {
    return WireFormat.getTagFieldNumber(tag);
  }

  private static void forEachField(CodedInputStream in, FieldReader reader) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!reader.read(tag)) {
        in.skipField(tag);
      }
    }
  }

  private static void nested(CodedInputStream in, Body body) throws IOException {
    int limit = in.pushLimit(in.readRawVarint32());
    body.read();
    in.popLimit(limit);
  }

  /** Reads the field it is told of and answers true, or answers false to have it skipped. */
  private interface FieldReader {
    boolean read(int tag) throws IOException;
  }

  private interface Body {
    void read() throws IOException;
  }

  private static final class Collector {
    final List<TensorPort> inputs = new ArrayList<>();
    final List<TensorPort> outputs = new ArrayList<>();
    final Set<String> weights = new HashSet<>();
    final Set<String> external = new TreeSet<>();
    final Set<String> operators = new TreeSet<>();
  }
}
