package io.nearfield.flink.message;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Lookup.Combine;
import io.nearfield.connect.api.Lookup.Effort;
import io.nearfield.connect.api.Lookup.Extent;
import io.nearfield.connect.api.Lookup.Order;
import io.nearfield.connect.api.Lookup.Scope;
import io.nearfield.connect.api.Radius;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The bytes of a lookup inside other formats: query, extent, order, scope, effort and attributes,
 * in this order.
 *
 * <p>Query: one byte (V vector floats, B bits bytes, E entity string, M mean of or L answers for a
 * list of strings, T text string, I image bytes, D document bytes and media type string). Extent: k
 * int, offset int, radius (count int of operator byte and value double). Order byte. Scope: filter
 * string, ids list. Effort: nprobe int, re-rank factor int, exact boolean. Attributes list. A list
 * is its size as int, -1 for none, and its strings.
 */
final class LookupWire {

  private LookupWire() {}

  static void write(Lookup lookup, DataOutputView out) throws IOException {
    writeQuery(lookup.query(), out);
    out.writeInt(lookup.extent().k());
    out.writeInt(lookup.extent().offset());
    writeRadius(lookup.extent().radius(), out);
    writeOrder(lookup.order(), out);
    writeScope(lookup.scope(), out);
    out.writeInt(lookup.effort().nprobe());
    out.writeInt(lookup.effort().rerankFactor());
    out.writeBoolean(lookup.effort().exact());
    writeStrings(lookup.attributes(), out);
  }

  static Lookup read(DataInputView in) throws IOException {
    Lookup.Query query = readQuery(in);
    Extent extent = new Extent(in.readInt(), in.readInt(), readRadius(in));
    Order order = readOrder(in);
    Scope scope = readScope(in);
    Effort effort = new Effort(in.readInt(), in.readInt(), in.readBoolean());
    return new Lookup(query, extent, order, scope, effort, readStrings(in));
  }

  static void writeQuery(Lookup.Query query, DataOutputView out) throws IOException {
    if (query instanceof Lookup.ByVector by) {
      out.writeByte('V');
      Wire.writeFloats(by.vector(), out);
    } else if (query instanceof Lookup.ByBits by) {
      out.writeByte('B');
      Wire.writeBytes(by.bits(), out);
    } else if (query instanceof Lookup.ByEntity by) {
      out.writeByte('E');
      Wire.writeString(by.entityId(), out);
    } else if (query instanceof Lookup.ByEntities by) {
      out.writeByte(by.combine() == Combine.MEAN ? 'M' : 'L');
      writeStrings(by.ids(), out);
    } else if (query instanceof Lookup.ByText by) {
      out.writeByte('T');
      Wire.writeString(by.text(), out);
    } else if (query instanceof Lookup.ByImage by) {
      out.writeByte('I');
      Wire.writeBytes(by.bytes(), out);
    } else if (query instanceof Lookup.ByDocument by) {
      out.writeByte('D');
      Wire.writeBytes(by.bytes(), out);
      Wire.writeString(by.mediaType(), out);
    }
  }

  static Lookup.Query readQuery(DataInputView in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case 'V' -> new Lookup.ByVector(Wire.readFloats(in));
      case 'B' -> new Lookup.ByBits(Wire.readBytes(in));
      case 'E' -> new Lookup.ByEntity(Wire.readString(in));
      case 'M' -> new Lookup.ByEntities(readStrings(in), Combine.MEAN);
      case 'L' -> new Lookup.ByEntities(readStrings(in), Combine.EACH);
      case 'T' -> new Lookup.ByText(Wire.readString(in));
      case 'I' -> new Lookup.ByImage(Wire.readBytes(in));
      case 'D' -> new Lookup.ByDocument(Wire.readBytes(in), Wire.readString(in));
      default -> throw new IOException("Cannot read a query of kind " + kind);
    };
  }

  static void writeOrder(Order order, DataOutputView out) throws IOException {
    out.writeByte(order == Order.NEAREST ? 0 : 1);
  }

  static Order readOrder(DataInputView in) throws IOException {
    return in.readByte() == 0 ? Order.NEAREST : Order.FARTHEST;
  }

  static void writeScope(Scope scope, DataOutputView out) throws IOException {
    Wire.writeString(scope.filter(), out);
    writeStrings(scope.ids(), out);
  }

  static Scope readScope(DataInputView in) throws IOException {
    String filter = Wire.readString(in);
    List<String> ids = readStrings(in);
    return new Scope(filter, ids == null ? null : new HashSet<>(ids));
  }

  static void writeRadius(Radius radius, DataOutputView out) throws IOException {
    List<Radius.Bound> bounds = radius == null ? List.of() : radius.bounds();
    out.writeInt(bounds.size());
    for (Radius.Bound bound : bounds) {
      out.writeByte(code(bound.operator()));
      out.writeDouble(bound.value());
    }
  }

  static Radius readRadius(DataInputView in) throws IOException {
    int size = in.readInt();
    List<Radius.Bound> bounds = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      bounds.add(new Radius.Bound(operator(in.readByte()), in.readDouble()));
    }
    return bounds.isEmpty() ? null : new Radius(bounds);
  }

  static void writeStrings(Collection<String> strings, DataOutputView out) throws IOException {
    out.writeInt(strings == null ? -1 : strings.size());
    if (strings != null) {
      for (String string : strings) {
        Wire.writeString(string, out);
      }
    }
  }

  static List<String> readStrings(DataInputView in) throws IOException {
    int size = in.readInt();
    if (size < 0) {
      return null;
    }
    List<String> strings = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      strings.add(Wire.readString(in));
    }
    return strings;
  }

  /** Never changes, whatever becomes of the enum. */
  private static int code(Radius.Operator operator) {
    return switch (operator) {
      case EQ -> '=';
      case NE -> '!';
      case LT -> '<';
      case LTE -> 'l';
      case GT -> '>';
      case GTE -> 'g';
    };
  }

  private static Radius.Operator operator(int code) throws IOException {
    return switch (code) {
      case '=' -> Radius.Operator.EQ;
      case '!' -> Radius.Operator.NE;
      case '<' -> Radius.Operator.LT;
      case 'l' -> Radius.Operator.LTE;
      case '>' -> Radius.Operator.GT;
      case 'g' -> Radius.Operator.GTE;
      default -> throw new IOException("Cannot read a bound of operator " + code);
    };
  }
}
