package io.nearfield.connect.annotation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;

/**
 * COCO: {@code images} give each picture an id and a {@code file_name}, {@code categories} give
 * each label an id, {@code annotations} give boxes as {@code bbox: [x, y, width, height]}.
 *
 * <p>The file is read from its start once for each of the three, since they come in any order; only
 * names are held, and one box at a time. What in an element is of no use here, such as outlines, is
 * read over.
 */
public final class CocoFile implements Iterator<FoundBox>, Closeable {

  private static final ObjectMapper MAPPER = new ObjectMapper(new JsonFactory());

  /** So many names of pictures and categories are held at most. */
  private static final int MOST_NAMES = 2_000_000;

  /** So many values an element may have, without those that are read over. */
  private static final int MOST_VALUES = 1_000;

  private static final int LONGEST_NAME = 4_096;

  /** Fields of an element that are looked into. */
  private static final Set<String> NESTED = Set.of("bbox", "attributes");

  /** What is kept elsewhere, follows from the rest or is no plain value. */
  private static final Set<String> NOT_ATTRIBUTES =
      Set.of("id", "image_id", "category_id", "bbox", "area", "score", "attributes");

  private final Source source;
  private final Map<String, Picture> pictures = new HashMap<>();
  private final Map<String, Category> categories = new HashMap<>();

  /** Opens the file from its start. */
  public interface Source {
    InputStream open() throws IOException;
  }

  private record Picture(String name, double width, double height) {}

  private record Category(String name, String parent) {}

  private JsonParser annotations;
  private FoundBox ahead;
  private int number;

  private CocoFile(Source source) {
    this.source = source;
  }

  /**
   * Reads the names, and all of the file to see that it is one; the boxes come in its order as they
   * are asked for. {@link UncheckedIOException} is thrown then if the file cannot be read on.
   *
   * @throws BoxFileException if it is not JSON, or holds more than is held here
   * @throws IOException if it cannot be read
   */
  public static CocoFile open(Source source) throws IOException {
    CocoFile file = new CocoFile(source);
    file.each("images", file::picture);
    file.each("categories", file::category);
    file.annotations = MAPPER.getFactory().createParser(source.open());
    return file;
  }

  @Override
  public boolean hasNext() {
    if (ahead == null && annotations != null) {
      try {
        JsonNode annotation = next(annotations, "annotations");
        if (annotation == null) {
          close();
        } else {
          ahead = box(annotation, ++number);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return ahead != null;
  }

  @Override
  public FoundBox next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    FoundBox box = ahead;
    ahead = null;
    return box;
  }

  @Override
  public void close() throws IOException {
    if (annotations != null) {
      annotations.close();
      annotations = null;
    }
  }

  private void picture(JsonNode image) {
    requireRoom();
    pictures.put(
        image.path("id").asText(),
        new Picture(
            Texts.orNull(image.path("file_name").asText()),
            image.path("width").asDouble(0),
            image.path("height").asDouble(0)));
  }

  private void category(JsonNode category) {
    requireRoom();
    categories.put(
        category.path("id").asText(),
        new Category(
            Texts.orNull(category.path("name").asText()),
            Texts.orNull(category.path("supercategory").asText())));
  }

  private FoundBox box(JsonNode annotation, int number) {
    String id = Texts.orNull(annotation.path("id").asText());
    String place = id == null ? "annotation number " + number : "annotation " + id;
    String image = annotation.path("image_id").asText();
    Picture picture = pictures.get(image);
    if (picture == null || picture.name() == null) {
      return FoundBox.refused(
          null,
          place,
          id,
          "Cannot take a box: its image_id '" + image + "' is not among the images");
    }
    Category category = categories.get(annotation.path("category_id").asText());
    if (category == null && annotation.hasNonNull("category_id")) {
      return FoundBox.refused(
          picture.name(),
          place,
          id,
          "Cannot take a box: its category_id '"
              + annotation.path("category_id").asText()
              + "' is not among the categories");
    }
    JsonNode bbox = annotation.path("bbox");
    for (JsonNode side : bbox) {
      if (!side.isNumber()) {
        bbox = MAPPER.missingNode();
      }
    }
    if (bbox.size() != 4) {
      return FoundBox.refused(
          picture.name(), place, id, "Cannot take a box: its bbox is not [x, y, width, height]");
    }
    return new FoundBox(
        picture.name(),
        place,
        id,
        category == null ? null : category.name(),
        new DrawnBox(
            bbox.get(0).doubleValue(),
            bbox.get(1).doubleValue(),
            bbox.get(2).doubleValue(),
            bbox.get(3).doubleValue(),
            picture.width(),
            picture.height()),
        annotation.path("score").isNumber() ? annotation.path("score").doubleValue() : null,
        attributes(annotation, category),
        null);
  }

  private static Map<String, String> attributes(JsonNode annotation, Category category) {
    Map<String, String> attributes = new LinkedHashMap<>();
    if (category != null && category.parent() != null) {
      attributes.put("supercategory", category.parent());
    }
    for (Map.Entry<String, JsonNode> entry : annotation.properties()) {
      if (!NOT_ATTRIBUTES.contains(entry.getKey()) && plain(entry.getValue())) {
        attributes.put(entry.getKey(), entry.getValue().asText());
      }
    }
    for (Map.Entry<String, JsonNode> entry : annotation.path("attributes").properties()) {
      JsonNode value = entry.getValue();
      if (!value.isNull()) {
        attributes.put(entry.getKey(), plain(value) ? value.asText() : value.toString());
      }
    }
    return attributes;
  }

  private static boolean plain(JsonNode value) {
    return value.isValueNode() && !value.isNull();
  }

  private void requireRoom() {
    if (pictures.size() + categories.size() >= MOST_NAMES) {
      throw new BoxFileException(
          "it names more than " + MOST_NAMES + " pictures and categories; split it", null);
    }
  }

  /** Streams over the elements of one top-level array. */
  private void each(String key, Consumer<JsonNode> action) throws IOException {
    try (JsonParser parser = MAPPER.getFactory().createParser(source.open())) {
      for (JsonNode one = next(parser, key); one != null; one = next(parser, key)) {
        action.accept(one);
      }
    }
  }

  /** The next element of the top-level arrays of a name; null at the end of the file. */
  private static JsonNode next(JsonParser parser, String key) throws IOException {
    try {
      JsonToken token = parser.nextToken();
      while (token != null) {
        boolean inside = parser.getParsingContext().inArray();
        if (token == JsonToken.FIELD_NAME) {
          boolean wanted = parser.currentName().equals(key);
          token = parser.nextToken();
          if (!wanted || token != JsonToken.START_ARRAY) {
            parser.skipChildren();
          }
        } else if (token == JsonToken.START_OBJECT
            && parser.getParsingContext().getParent().inArray()) {
          return element(parser);
        } else if (inside && token != JsonToken.START_ARRAY) {
          return MAPPER.createObjectNode(); // no object: something without what is needed
        } else if (token == JsonToken.START_ARRAY) {
          parser.skipChildren();
        }
        token = parser.nextToken();
      }
      return null;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new BoxFileException("it is not JSON (" + e.getOriginalMessage() + ")", e);
    }
  }

  private static JsonNode element(JsonParser parser) throws IOException {
    ObjectNode element = MAPPER.createObjectNode();
    int values = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (!value.isStructStart()) {
        element.set(name, plain(parser));
      } else if (NESTED.contains(name)) {
        element.set(name, nested(parser, new int[] {MOST_VALUES}));
      } else {
        parser.skipChildren();
      }
      if (++values > MOST_VALUES) {
        throw tooMany();
      }
    }
    return element;
  }

  /**
   * An array or object with all below it.
   *
   * @param left how many values it may still have
   */
  private static JsonNode nested(JsonParser parser, int[] left) throws IOException {
    if (parser.currentToken().isScalarValue()) {
      return plain(parser);
    }
    boolean named = parser.currentToken() == JsonToken.START_OBJECT;
    ObjectNode object = MAPPER.createObjectNode();
    ArrayNode array = MAPPER.createArrayNode();
    for (JsonToken token = parser.nextToken(); !token.isStructEnd(); token = parser.nextToken()) {
      if (--left[0] < 0) {
        throw tooMany();
      }
      if (named) {
        String name = parser.currentName();
        parser.nextToken();
        object.set(name, nested(parser, left));
      } else {
        array.add(nested(parser, left));
      }
    }
    return named ? object : array;
  }

  private static JsonNode plain(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING && parser.getTextLength() > LONGEST_NAME) {
      throw new BoxFileException(
          "a text in it has more than " + LONGEST_NAME + " characters", null);
    }
    return MAPPER.readTree(parser);
  }

  private static BoxFileException tooMany() {
    return new BoxFileException("an element of it has more than " + MOST_VALUES + " values", null);
  }
}
