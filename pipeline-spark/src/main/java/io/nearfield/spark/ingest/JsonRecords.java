package io.nearfield.spark.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** The objects of a part of a JSON file, or refusals in their place, each with its line. */
final class JsonRecords {

  /** A longer line is refused unread; its text could be no item. */
  private static final int LINE_OVERHEAD = 16 << 20;

  private JsonRecords() {}

  /**
   * @param line from 1; 0 stands for the whole file
   */
  record Numbered(long line, JsonRecord.Parsed parsed) {}

  static Iterator<Numbered> of(LineSplit split, int maxTextLength, Configuration hadoop) {
    try {
      Records records =
          split.file().kind() == Kind.JSON_LINES
              ? new Lines(split.open(hadoop, lineLimit(maxTextLength)))
              : new Values(JsonRecord.parser(FileBytes.open(split.file(), hadoop)));
      TaskContext.get()
          .addTaskCompletionListener((TaskCompletionListener) context -> records.closeQuietly());
      return records;
    } catch (IOException e) {
      return Collections.singleton(refused(0, Refusal.unreadable(e))).iterator();
    }
  }

  private static int lineLimit(int maxTextLength) {
    return (int) Math.min(Integer.MAX_VALUE - 8, 6L * maxTextLength + LINE_OVERHEAD);
  }

  private static Numbered refused(long line, Refusal refusal) {
    return new Numbered(line, new JsonRecord.Parsed(null, refusal));
  }

  /** One look ahead; {@link #read} returns null at the end. */
  private abstract static class Records implements Iterator<Numbered>, Closeable {
    private Numbered ahead;
    private boolean ended;

    abstract Numbered read();

    @Override
    public boolean hasNext() {
      if (ahead == null && !ended) {
        ahead = read();
        if (ahead == null) {
          ended = true;
          closeQuietly();
        }
      }
      return ahead != null;
    }

    @Override
    public Numbered next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Numbered result = ahead;
      ahead = null;
      return result;
    }

    void closeQuietly() {
      try {
        close();
      } catch (IOException e) {
        // All that was wanted has been read.
      }
    }
  }

  private static final class Lines extends Records {
    private final ByteLines lines;
    private boolean failed;

    Lines(ByteLines lines) {
      this.lines = lines;
    }

    @Override
    Numbered read() {
      try {
        while (!failed && lines.next()) {
          if (lines.tooLong()) {
            return refused(
                lines.number(),
                new Refusal(
                    "too-large", "Cannot take a line of more than " + lines.length() + " bytes"));
          }
          String line;
          try {
            line = Texts.decode(lines.bytes(), lines.length());
          } catch (CharacterCodingException e) {
            return refused(lines.number(), Texts.notUtf8());
          }
          if (!line.isBlank()) {
            return new Numbered(lines.number(), JsonRecord.parse(line));
          }
        }
        return null;
      } catch (IOException e) {
        failed = true;
        return refused(lines.number() + 1, Refusal.unreadable(e));
      }
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }

  /** The elements of an array, or values one after the other. */
  private static final class Values extends Records {
    private final JsonParser parser;
    private boolean inArray;
    private boolean failed;

    Values(JsonParser parser) {
      this.parser = parser;
    }

    @Override
    Numbered read() {
      if (failed) {
        return null;
      }
      try {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_ARRAY && !inArray) {
          inArray = true;
          token = parser.nextToken();
        }
        if (token == JsonToken.END_ARRAY && inArray) {
          inArray = false;
          return read();
        }
        if (token == null) {
          return null;
        }
        long line = parser.currentTokenLocation().getLineNr();
        JsonNode value = JsonRecord.MAPPER.readTree(parser);
        return new Numbered(line, JsonRecord.object(value));
      } catch (IOException e) {
        failed = true;
        Refusal cause = JsonRecord.malformed(e);
        return refused(
            Math.max(1, parser.currentLocation().getLineNr()),
            new Refusal(cause.reason(), cause.message() + "; the rest of the file is not read"));
      }
    }

    @Override
    public void close() throws IOException {
      parser.close();
    }
  }
}
