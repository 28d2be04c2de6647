package io.nearfield.connect.kafka;

/** Lookups as JSON. */
public final class LookupCodec {

  private LookupCodec() {}

  public static byte[] encode(LookupRequest request) {
    throw new UnsupportedOperationException(request.toString());
  }

  public static LookupRequest decode(byte[] message) {
    throw new UnsupportedOperationException("" + message.length);
  }
}
