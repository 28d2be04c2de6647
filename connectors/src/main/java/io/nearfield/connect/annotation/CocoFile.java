package io.nearfield.connect.annotation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * COCO: {@code images} give each picture an id and a {@code file_name}, {@code categories} give
 * each label an id, {@code annotations} give boxes as {@code bbox: [x, y, width, height]}.
 *
 * <p>The file is read from its start once for each of the three, since they come in any order; only
 * names are held.
 */
public final class CocoFile {

  private static final ObjectMapper MAPPER = new ObjectMapper(new JsonFactory());

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

  private CocoFile(Source source) {
    this.source = source;
  }

  /**
   * Hands out all boxes in the order of the file.
   *
   * @throws BoxFileException if it is not JSON
   * @throws IOException if it cannot be read
   */
  public static void read(Source source, Consumer<FoundBox> boxes) throws IOException {
    CocoFile file = new CocoFile(source);
    file.each("images", file::picture);
    file.each("categories", file::category);
    int[] number = {0};
    file.each("annotations", annotation -> boxes.accept(file.box(annotation, ++number[0])));
  }

  private void picture(JsonNode image) {
    pictures.put(
        image.path("id").asText(),
        new Picture(
            Texts.orNull(image.path("file_name").asText()),
            image.path("width").asDouble(0),
            image.path("height").asDouble(0)));
  }

  private void category(JsonNode category) {
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

  /** Streams over the elements of one top-level array. */
  private void each(String key, Consumer<JsonNode> action) throws IOException {
    try (JsonParser parser = MAPPER.getFactory().createParser(source.open())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = parser.currentName().equals(key);
        JsonToken value = parser.nextToken();
        if (!wanted || value != JsonToken.START_ARRAY) {
          parser.skipChildren();
          continue;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          action.accept(MAPPER.readTree(parser));
        }
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new BoxFileException("it is not JSON (" + e.getOriginalMessage() + ")", e);
    }
  }
}
