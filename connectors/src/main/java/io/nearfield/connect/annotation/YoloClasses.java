package io.nearfield.connect.annotation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The names of YOLO's classes: a line each, or the {@code names} of a {@code data.yaml}. */
public final class YoloClasses {

  private static final int MAX_CLASSES = 100_000;

  private YoloClasses() {}

  /** From {@code classes.txt}: line n, from 0, is class n. */
  public static List<String> lines(String text) {
    List<String> names = new ArrayList<>(text.lines().map(String::strip).toList());
    while (!names.isEmpty() && names.get(names.size() - 1).isEmpty()) {
      names.remove(names.size() - 1);
    }
    return names;
  }

  /**
   * From {@code data.yaml}: {@code names} is a list, or names by number.
   *
   * @return null if it has no {@code names}
   * @throws BoxFileException if it is not YAML
   */
  public static List<String> yaml(String text) {
    Object root;
    try {
      root =
          new Load(LoadSettings.builder().setMaxAliasesForCollections(10).build())
              .loadFromString(text);
    } catch (YamlEngineException | StackOverflowError e) {
      throw new BoxFileException("it is not YAML (" + Texts.oneLine(e) + ")", e);
    }
    if (!(root instanceof Map<?, ?> map)) {
      return null;
    }
    if (map.get("names") instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    if (!(map.get("names") instanceof Map<?, ?> byNumber)) {
      return null;
    }
    List<String> names = new ArrayList<>();
    byNumber.forEach(
        (key, value) -> {
          if (key instanceof Integer number && number >= 0 && number < MAX_CLASSES) {
            while (names.size() <= number) {
              names.add(null);
            }
            names.set(number, String.valueOf(value));
          }
        });
    return names;
  }
}
