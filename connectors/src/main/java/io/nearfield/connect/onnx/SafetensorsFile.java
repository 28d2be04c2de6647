package io.nearfield.connect.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A {@code .safetensors} file held in memory: 8 bytes length of a JSON header, the header with
 * type, shape and place of each tensor, then the tensors, all little-endian. At most 2 GB.
 */
final class SafetensorsFile {

  private final Path path;
  private final byte[] bytes;
  private final JsonNode header;
  private final int dataAt;

  private SafetensorsFile(Path path, byte[] bytes, JsonNode header, int dataAt) {
    this.path = path;
    this.bytes = bytes;
    this.header = header;
    this.dataAt = dataAt;
  }

  static SafetensorsFile read(Path path) {
    try {
      byte[] bytes = Files.readAllBytes(path);
      long length = bytes.length < 8 ? -1 : little(bytes, 0, 8).getLong();
      if (length < 2 || length > bytes.length - 8) {
        throw broken(path, "its header does not fit in its " + bytes.length + " bytes", null);
      }
      String json = new String(bytes, 8, (int) length, StandardCharsets.UTF_8);
      return new SafetensorsFile(path, bytes, new ObjectMapper().readTree(json), 8 + (int) length);
    } catch (IOException | OutOfMemoryError e) {
      throw broken(path, Messages.oneLine(e), e);
    }
  }

  String hash() {
    return Sha256.of(bytes);
  }

  boolean has(String tensor) {
    return header.has(tensor);
  }

  /** Sizes of a tensor by axis. */
  int[] shape(String tensor) {
    JsonNode shape = header.path(tensor).path("shape");
    int[] out = new int[shape.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = shape.get(i).intValue();
    }
    return out;
  }

  /**
   * A tensor's numbers, row-major; whole numbers and half, single and double precision are read.
   */
  double[] values(String tensor) {
    JsonNode place = header.path(tensor).path("data_offsets");
    String type = header.path(tensor).path("dtype").asText();
    int size =
        switch (type) {
          case "F64", "I64" -> 8;
          case "F32", "I32" -> 4;
          case "F16" -> 2;
          case "I8" -> 1;
          default -> throw broken(path, "tensor '" + tensor + "' has type '" + type + "'", null);
        };
    long from = dataAt + place.path(0).asLong(-1);
    long to = dataAt + place.path(1).asLong(-1);
    long count = 1;
    for (int axis : shape(tensor)) {
      count *= axis;
    }
    if (from < dataAt || to > bytes.length || to - from != count * size) {
      throw broken(path, "tensor '" + tensor + "' does not fit in it", null);
    }
    ByteBuffer buffer = little(bytes, (int) from, (int) (to - from));
    double[] out = new double[(int) count];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          switch (type) {
            case "F64" -> buffer.getDouble();
            case "I64" -> buffer.getLong();
            case "F32" -> buffer.getFloat();
            case "I32" -> buffer.getInt();
            case "F16" -> half(buffer.getShort());
            default -> buffer.get();
          };
    }
    return out;
  }

  private static double half(short bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    double size =
        exponent == 0
            ? Math.scalb((double) fraction, -24)
            : exponent == 31
                ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                : Math.scalb(1024.0 + fraction, exponent - 25);
    return bits < 0 ? -size : size;
  }

  private static ByteBuffer little(byte[] bytes, int from, int length) {
    return ByteBuffer.wrap(bytes, from, length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static NearfieldException broken(Path path, String why, Throwable cause) {
    return new NearfieldException(
        "Cannot read '" + path + "': it is no usable safetensors file: " + why, cause);
  }
}
