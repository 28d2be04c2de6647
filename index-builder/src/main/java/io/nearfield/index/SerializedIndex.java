package io.nearfield.index;

import java.io.Serializable;

/** What Java serialization writes for a {@link TrainedIndex}: its own bytes, no object graph. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record SerializedIndex(byte[] bytes) implements Serializable {

  private Object readResolve() {
    return TrainedIndex.fromBytes(bytes);
  }
}
