package io.nearfield.connect.kafka;

/** Answers as JSON. */
public final class AnswerCodec {

  private AnswerCodec() {}

  public static byte[] encode(LookupAnswer answer) {
    throw new UnsupportedOperationException(answer.toString());
  }

  public static LookupAnswer decode(byte[] message) {
    throw new UnsupportedOperationException("" + message.length);
  }
}
