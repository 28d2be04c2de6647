package io.nearfield.connect.annotation;

import java.io.Serializable;
import java.util.Map;

/**
 * One thing that a file of boxes says: a labelled box, or what is wrong with it.
 *
 * @param picture the picture as the file names it, null if it is the one that the file belongs to
 * @param place where in the file, for people: {@code annotation 17}, {@code line 3}
 * @param id as the file gives it, null if it gives none
 * @param label null if it says none
 * @param shape where, null if the box is refused
 * @param confidence null if it says none
 * @param attributes what else it says
 * @param problem null, or why the box cannot be taken
 */
public record FoundBox(
    String picture,
    String place,
    String id,
    String label,
    DrawnBox shape,
    Double confidence,
    Map<String, String> attributes,
    String problem)
    implements Serializable {

  static FoundBox refused(String picture, String place, String id, String problem) {
    return new FoundBox(picture, place, id, null, null, null, Map.of(), problem);
  }
}
