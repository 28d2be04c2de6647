package io.nearfield.jobs.http;

import java.io.OutputStream;
import java.util.Map;

/** What a route answers with. */
public sealed interface Reply {

  /**
   * A value, written as JSON.
   *
   * @param value a record, a map, a list, a tree, or null for none
   */
  record Json(int status, Object value) implements Reply {}

  /**
   * Bytes of another kind.
   *
   * @param headers more of them, by name
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Bytes(int status, String mediaType, byte[] bytes, Map<String, String> headers)
      implements Reply {}

  /** Bytes that come one after another; the writer may block. */
  record Streamed(String mediaType, Writer writer) implements Reply {}

  /** The connection stays open for what is told to all who listen. */
  record Listening() implements Reply {}

  /** Writes what is streamed. */
  @FunctionalInterface
  interface Writer {
    void write(OutputStream out) throws Exception;
  }

  /** 200 with a JSON value. */
  static Reply ok(Object value) {
    return new Json(200, value);
  }

  /** 204. */
  static Reply nothing() {
    return new Bytes(204, null, new byte[0], Map.of());
  }

  /** 200 with bytes. */
  static Reply bytes(String mediaType, byte[] bytes) {
    return new Bytes(200, mediaType, bytes, Map.of());
  }
}
