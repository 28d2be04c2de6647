package io.nearfield.spark.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/** What a file that ends in {@code .json} is, by a look inside that holds nothing of it. */
final class JsonDocument {

  private static final Set<String> BOXES_KEYS = Set.of("images", "annotations", "categories");

  /** If the file starts broken, so many first lines are tried as lines of JSON. */
  private static final int LINES_TRIED = 10;

  private static final int LONGEST_LINE_TRIED = 1 << 22;

  private JsonDocument() {}

  static Kind kindOf(SourceFile file, Configuration hadoop) {
    try (JsonParser parser = JsonRecord.parser(FileBytes.open(file, hadoop))) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_ARRAY) {
        return Kind.JSON;
      }
      if (first == JsonToken.START_OBJECT && topLevelKeys(parser).containsAll(BOXES_KEYS)) {
        return Kind.BOXES;
      }
      return hasLine(file, hadoop, 1) ? Kind.JSON_LINES : Kind.JSON_OBJECT;
    } catch (JsonProcessingException e) {
      return hasLine(file, hadoop, LINES_TRIED) ? Kind.JSON_LINES : Kind.JSON;
    } catch (IOException e) {
      // Reading it as an item will say what is wrong.
      return Kind.JSON;
    }
  }

  private static Set<String> topLevelKeys(JsonParser parser) throws IOException {
    Set<String> keys = new HashSet<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      if (BOXES_KEYS.contains(parser.currentName())) {
        keys.add(parser.currentName()); // a file may have any number of others
      }
      parser.nextToken();
      parser.skipChildren();
    }
    return keys;
  }

  /** Whether one of the first lines is an object by itself. */
  private static boolean hasLine(SourceFile file, Configuration hadoop, int tried) {
    try (ByteLines lines =
        new LineSplit(file, 0, file.length(), 1).open(hadoop, LONGEST_LINE_TRIED)) {
      for (int i = 0; i < tried && lines.next(); i++) {
        if (!lines.tooLong() && isObject(lines)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isObject(ByteLines lines) {
    try {
      return JsonRecord.parse(Texts.decode(lines.bytes(), lines.length())).object() != null;
    } catch (IOException e) {
      return false;
    }
  }
}
