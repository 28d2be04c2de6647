package io.nearfield.flink.message;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The type of a stream or state of a {@link WireFormat}. */
public final class WireTypeInfo<T> extends TypeInformation<T> {

  private static final long serialVersionUID = 1L;

  private final WireFormat<T> format;

  WireTypeInfo(WireFormat<T> format) {
    this.format = format;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return format.type();
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return new WireSerializer<>(format);
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof WireTypeInfo;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WireTypeInfo<?> that && that.format.name().equals(format.name());
  }

  @Override
  public int hashCode() {
    return format.name().hashCode();
  }

  @Override
  public String toString() {
    return format.name();
  }
}
