package io.nearfield.flink.message;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The bytes of what messages are made of. Lengths and counts are int; a length of -1 is null.
 * Strings are UTF-8. An attribute value is a tag (one byte: S string, B boolean, I int, L long, F
 * float, D double, N decimal as scale and unscaled bytes, A date as epoch day, T timestamp as epoch
 * second and nanos) and the value.
 */
final class Wire {

  private Wire() {}

  static void writeString(String value, DataOutputView out) throws IOException {
    writeBytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8), out);
  }

  static String readString(DataInputView in) throws IOException {
    byte[] bytes = readBytes(in);
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  static void writeBytes(byte[] value, DataOutputView out) throws IOException {
    out.writeInt(value == null ? -1 : value.length);
    if (value != null) {
      out.write(value);
    }
  }

  static byte[] readBytes(DataInputView in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    byte[] value = new byte[length];
    in.readFully(value);
    return value;
  }

  static void writeFloats(float[] value, DataOutputView out) throws IOException {
    out.writeInt(value == null ? -1 : value.length);
    if (value != null) {
      for (float v : value) {
        out.writeFloat(v);
      }
    }
  }

  static float[] readFloats(DataInputView in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      return null;
    }
    float[] value = new float[length];
    for (int i = 0; i < length; i++) {
      value[i] = in.readFloat();
    }
    return value;
  }

  static void writeInts(int[] value, DataOutputView out) throws IOException {
    out.writeInt(value.length);
    for (int v : value) {
      out.writeInt(v);
    }
  }

  static int[] readInts(DataInputView in) throws IOException {
    int[] value = new int[in.readInt()];
    for (int i = 0; i < value.length; i++) {
      value[i] = in.readInt();
    }
    return value;
  }

  static void writeAttributes(Map<String, Object> attributes, DataOutputView out)
      throws IOException {
    out.writeInt(attributes.size());
    for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
      writeString(attribute.getKey(), out);
      writeValue(attribute.getValue(), out);
    }
  }

  static Map<String, Object> readAttributes(DataInputView in) throws IOException {
    int size = in.readInt();
    if (size == 0) {
      return Map.of();
    }
    Map<String, Object> attributes = new LinkedHashMap<>(size * 2);
    for (int i = 0; i < size; i++) {
      attributes.put(readString(in), readValue(in));
    }
    return attributes;
  }

  private static void writeValue(Object value, DataOutputView out) throws IOException {
    if (value instanceof String v) {
      out.writeByte('S');
      writeString(v, out);
    } else if (value instanceof Boolean v) {
      out.writeByte('B');
      out.writeBoolean(v);
    } else if (value instanceof Integer v) {
      out.writeByte('I');
      out.writeInt(v);
    } else if (value instanceof Long v) {
      out.writeByte('L');
      out.writeLong(v);
    } else if (value instanceof Float v) {
      out.writeByte('F');
      out.writeFloat(v);
    } else if (value instanceof Double v) {
      out.writeByte('D');
      out.writeDouble(v);
    } else if (value instanceof BigDecimal v) {
      out.writeByte('N');
      out.writeInt(v.scale());
      writeBytes(v.unscaledValue().toByteArray(), out);
    } else if (value instanceof LocalDate v) {
      out.writeByte('A');
      out.writeLong(v.toEpochDay());
    } else if (value instanceof Instant v) {
      out.writeByte('T');
      out.writeLong(v.getEpochSecond());
      out.writeInt(v.getNano());
    } else {
      throw new IOException("Cannot write an attribute of " + value.getClass());
    }
  }

  private static Object readValue(DataInputView in) throws IOException {
    int tag = in.readByte();
    return switch (tag) {
      case 'S' -> readString(in);
      case 'B' -> in.readBoolean();
      case 'I' -> in.readInt();
      case 'L' -> in.readLong();
      case 'F' -> in.readFloat();
      case 'D' -> in.readDouble();
      case 'N' -> {
        int scale = in.readInt();
        yield new BigDecimal(new BigInteger(readBytes(in)), scale);
      }
      case 'A' -> LocalDate.ofEpochDay(in.readLong());
      case 'T' -> {
        long second = in.readLong();
        yield Instant.ofEpochSecond(second, in.readInt());
      }
      default -> throw new IOException("Cannot read an attribute of tag " + tag);
    };
  }
}
