package io.nearfield.connect.annotation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * YOLO: a text file per picture, a line per box: the number of its class, then the middle of the
 * box, its width and its height, as fractions of the picture, then perhaps a confidence. A line
 * with more numbers is an outline, of which the box around it is taken.
 */
public final class YoloFile {

  private YoloFile() {}

  /**
   * What a file holds.
   *
   * @param classes names of the classes by number; if empty, the numbers are the labels
   */
  public static List<FoundBox> read(String text, List<String> classes) {
    List<FoundBox> boxes = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!line.isBlank()) {
        boxes.add(box(line.strip().split("\\s+"), number, classes));
      }
    }
    return boxes;
  }

  private static FoundBox box(String[] words, int line, List<String> classes) {
    String place = "line " + line;
    String id = Integer.toString(line);
    double[] numbers = new double[words.length];
    for (int i = 0; i < words.length; i++) {
      numbers[i] = Texts.number(words[i]);
    }
    boolean outline = words.length >= 7 && words.length % 2 == 1;
    int type = (int) numbers[0];
    if (type != numbers[0] || type < 0 || !(words.length == 5 || words.length == 6 || outline)) {
      return FoundBox.refused(
          null,
          place,
          id,
          "Cannot take a box: a line is a class number and four fractions, got "
              + words.length
              + " words that begin with '"
              + words[0].substring(0, Math.min(40, words[0].length()))
              + "'");
    }
    if (!classes.isEmpty() && (type >= classes.size() || classes.get(type) == null)) {
      return FoundBox.refused(
          null,
          place,
          id,
          "Cannot take a box: class " + type + " is not among the " + classes.size() + " classes");
    }
    DrawnBox shape =
        outline
            ? around(numbers)
            : new DrawnBox(
                numbers[1] - numbers[3] / 2,
                numbers[2] - numbers[4] / 2,
                numbers[3],
                numbers[4],
                1,
                1);
    return new FoundBox(
        null,
        place,
        id,
        classes.isEmpty() ? Integer.toString(type) : classes.get(type),
        shape,
        words.length == 6 ? numbers[5] : null,
        Map.of(),
        null);
  }

  private static DrawnBox around(double[] numbers) {
    double left = Double.POSITIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < numbers.length; i += 2) {
      left = Math.min(left, numbers[i]);
      right = Math.max(right, numbers[i]);
      top = Math.min(top, numbers[i + 1]);
      bottom = Math.max(bottom, numbers[i + 1]);
    }
    return new DrawnBox(left, top, right - left, bottom - top, 1, 1);
  }
}
