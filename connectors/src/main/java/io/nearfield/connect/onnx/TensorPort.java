package io.nearfield.connect.onnx;

import java.util.List;

/**
 * One input or output of an ONNX graph, as the file declares it.
 *
 * @param name as in the graph
 * @param elementType the number of {@code TensorProto.DataType}; 0 if undeclared
 * @param dimensions sizes by axis, {@code -1} for a free one; null if the rank is undeclared
 */
record TensorPort(String name, int elementType, List<Long> dimensions) {

  static final int FLOAT = 1;
  static final int INT32 = 6;
  static final int INT64 = 7;
  static final int FLOAT16 = 10;

  /** The number of axes, or -1 if undeclared. */
  int rank() {
    return dimensions == null ? -1 : dimensions.size();
  }

  /** The size of an axis, or -1 if it is free or undeclared. */
  long size(int axis) {
    return dimensions == null || axis >= dimensions.size() ? -1 : dimensions.get(axis);
  }

  /** The size of the last axis, or -1 if it is free or undeclared. */
  long lastSize() {
    return rank() <= 0 ? -1 : size(rank() - 1);
  }

  boolean isInteger() {
    return elementType == INT32 || elementType == INT64;
  }

  boolean isFloat() {
    return elementType == FLOAT || elementType == FLOAT16;
  }

  /** For messages: {@code 'input_ids' int64[?, ?]}. */
  @Override
  public String toString() {
    return "'" + name + "' " + typeName() + (dimensions == null ? "" : shapeText());
  }

  private String shapeText() {
    return dimensions.toString().replace("-1", "?");
  }

  private String typeName() {
    return switch (elementType) {
      case FLOAT -> "float";
      case FLOAT16 -> "float16";
      case INT32 -> "int32";
      case INT64 -> "int64";
      default -> "type " + elementType;
    };
  }
}
