package io.nearfield.connect.document;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a parser's process and its owner say to each other.
 *
 * <p>A request is name, limits and file; an answer is a byte, {@value #PARSED} with a document or
 * {@value #REFUSED} with reason and message. Numbers are big-endian, a text is its length in bytes
 * and UTF-8, an absent text has length -1.
 */
final class Frames {

  /** The first byte that a process says. */
  static final int READY = 'N';

  static final int PARSED = 1;
  static final int REFUSED = 2;

  private static final int MOST_PLACES = 1 << 24;

  private Frames() {}

  /** A document to be read. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Request(String name, DocumentLimits limits, byte[] bytes) {}

  static void write(DataOutputStream out, Request request) throws IOException {
    text(out, request.name());
    out.writeLong(request.limits().mostBytes());
    out.writeInt(request.limits().mostText());
    out.writeInt(request.limits().seconds());
    out.writeInt(request.limits().heapMegabytes());
    out.writeInt(request.bytes().length);
    out.write(request.bytes());
    out.flush();
  }

  /** Null at the end of the stream. */
  static Request readRequest(DataInputStream in) throws IOException {
    String name;
    try {
      name = text(in);
    } catch (EOFException e) {
      return null;
    }
    DocumentLimits limits =
        new DocumentLimits(in.readLong(), in.readInt(), in.readInt(), in.readInt());
    return new Request(name, limits, exactly(in, in.readInt()));
  }

  static void write(DataOutputStream out, ParsedDocument document) throws IOException {
    out.writeByte(PARSED);
    text(out, document.text());
    text(out, document.title());
    text(out, document.author());
    text(out, document.language());
    out.writeInt(document.places().size());
    for (Place place : document.places()) {
      out.writeInt(place.from());
      out.writeInt(place.page());
      text(out, place.chapter());
    }
    out.flush();
  }

  static void write(DataOutputStream out, RefusedDocumentException refusal) throws IOException {
    out.writeByte(REFUSED);
    text(out, refusal.reason());
    text(out, refusal.getMessage());
    out.flush();
  }

  static ParsedDocument readAnswer(DataInputStream in)
      throws IOException, RefusedDocumentException {
    int kind = in.readByte();
    if (kind == REFUSED) {
      throw new RefusedDocumentException(text(in), text(in));
    }
    if (kind != PARSED) {
      throw new IOException("unknown answer " + kind);
    }
    String text = text(in);
    String title = text(in);
    String author = text(in);
    String language = text(in);
    int count = in.readInt();
    if (count < 0 || count > MOST_PLACES) {
      throw new IOException("impossible number of places " + count);
    }
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      places.add(new Place(in.readInt(), in.readInt(), text(in)));
    }
    return new ParsedDocument(text, places, title, author, language);
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    if (text == null) {
      out.writeInt(-1);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length == -1 ? null : new String(exactly(in, length), StandardCharsets.UTF_8);
  }

  private static byte[] exactly(DataInputStream in, int length) throws IOException {
    if (length < 0) {
      throw new IOException("impossible length " + length);
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }
}
