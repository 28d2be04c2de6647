package io.nearfield.connect.annotation;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Pascal VOC: an XML file per picture with an {@code <object>} for each box. A box is from {@code
 * xmin}, {@code ymin} to {@code xmax}, {@code ymax}.
 *
 * <p>A document type declaration is refused, and with it all entities of the file's own.
 */
public final class VocFile {

  private static final int MAX_DEPTH = 32;

  /** A plain element's text by its path: {@code object/bndbox/xmin}. */
  private final Map<String, String> picture = new LinkedHashMap<>();

  private final List<Map<String, String>> objects = new ArrayList<>();

  private VocFile() {}

  /**
   * What a file holds.
   *
   * @return null if it is XML of another kind
   * @throws BoxFileException if it is broken or has a document type
   */
  public static List<FoundBox> read(InputStream in) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    VocFile file = new VocFile();
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(in);
      return file.parse(xml) ? file.boxes() : null;
    } catch (XMLStreamException e) {
      throw new BoxFileException("it is not the XML it should be (" + Texts.oneLine(e) + ")", e);
    }
  }

  private boolean parse(XMLStreamReader xml) throws XMLStreamException {
    List<String> path = new ArrayList<>();
    Map<String, String> into = picture;
    StringBuilder text = new StringBuilder();
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.DTD ->
            throw new BoxFileException("it has a document type declaration; remove it", null);
        case XMLStreamConstants.START_ELEMENT -> {
          if (path.isEmpty() && !xml.getLocalName().equals("annotation")) {
            return false;
          }
          if (path.size() == MAX_DEPTH) {
            throw new BoxFileException("its elements are nested too deep", null);
          }
          path.add(xml.getLocalName());
          if (path.size() == 2 && xml.getLocalName().equals("object")) {
            into = new LinkedHashMap<>();
            objects.add(into);
          }
          text.setLength(0);
        }
        case XMLStreamConstants.CHARACTERS -> text.append(xml.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          put(into, path, text.toString().strip());
          text.setLength(0);
          if (path.size() == 2) {
            into = picture;
          }
          path.remove(path.size() - 1);
        }
        default -> {
          // comments, white space
        }
      }
    }
    return true;
  }

  /** Values by path below the picture or the object; of several with one path the first. */
  private static void put(Map<String, String> into, List<String> path, String text) {
    int from = path.size() > 1 && path.get(1).equals("object") ? 2 : 1;
    if (text.isEmpty() || path.size() <= from) {
      return;
    }
    String key = String.join("/", path.subList(from, path.size()));
    if (key.equals("attributes/attribute/name")) {
      into.put("attribute of", text);
    } else if (key.equals("attributes/attribute/value")) {
      into.putIfAbsent("@" + into.getOrDefault("attribute of", "attribute"), text);
    } else {
      into.putIfAbsent(key, text);
    }
  }

  private List<FoundBox> boxes() {
    double width = Texts.number(picture.get("size/width"));
    double height = Texts.number(picture.get("size/height"));
    List<FoundBox> boxes = new ArrayList<>();
    for (Map<String, String> object : objects) {
      boxes.add(box(object, boxes.size() + 1, width > 0 ? width : 0, height > 0 ? height : 0));
    }
    return boxes;
  }

  private FoundBox box(Map<String, String> object, int number, double width, double height) {
    String name = Texts.orNull(picture.get("filename"));
    String place = "object " + number;
    double x = Texts.number(object.get("bndbox/xmin"));
    double y = Texts.number(object.get("bndbox/ymin"));
    double right = Texts.number(object.get("bndbox/xmax"));
    double bottom = Texts.number(object.get("bndbox/ymax"));
    if (Double.isNaN(x + y + right + bottom)) {
      return FoundBox.refused(
          name, place, null, "Cannot take a box: its bndbox is not xmin, ymin, xmax, ymax");
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    object.forEach(
        (key, value) -> {
          if (key.startsWith("@")) {
            attributes.put(key.substring(1), value);
          } else if (!key.contains("/")
              && !List.of("name", "attribute of", "id", "confidence", "score").contains(key)) {
            attributes.put(key, value);
          }
        });
    double confidence = Texts.number(object.getOrDefault("confidence", object.get("score")));
    return new FoundBox(
        name,
        place,
        Texts.orNull(object.get("id")),
        Texts.orNull(object.get("name")),
        new DrawnBox(x, y, right - x, bottom - y, width, height),
        Double.isNaN(confidence) ? null : confidence,
        attributes,
        null);
  }
}
