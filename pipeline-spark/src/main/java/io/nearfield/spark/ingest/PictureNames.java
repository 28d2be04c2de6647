package io.nearfield.spark.ingest;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the picture that a file of boxes means. */
final class PictureNames implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Set<String> uris = new HashSet<>();

  /** Addresses without their ending. */
  private final Map<String, String> byStem = new HashMap<>();

  /** Base name to addresses. */
  private final Map<String, List<String>> byName = new HashMap<>();

  private final Set<String> folders = new HashSet<>();

  PictureNames(List<SourceFile> pictures) {
    for (SourceFile picture : pictures) {
      String uri = picture.uri();
      uris.add(uri);
      byStem.putIfAbsent(stem(uri), uri);
      byName.computeIfAbsent(baseName(uri), name -> new ArrayList<>()).add(uri);
      folders.add(folder(uri));
    }
  }

  boolean isEmpty() {
    return uris.isEmpty();
  }

  /**
   * The picture that a file names: the one at that path below the folder of the file, the folder
   * given, or a folder beside that of the file; else the only one whose path ends in it.
   *
   * @return null if there is none, or several
   */
  String named(String name, SourceFile boxes) {
    String folder = folder(boxes.uri());
    String above = folder(folder);
    for (String start :
        List.of(boxes.root(), folder, above, above + "/images", above + "/JPEGImages")) {
      if (uris.contains(start + "/" + name)) {
        return start + "/" + name;
      }
    }
    List<String> ending =
        byName.getOrDefault(baseName(name), List.of()).stream()
            .filter(uri -> uri.startsWith(boxes.root()) && uri.endsWith("/" + name))
            .toList();
    return ending.size() == 1 ? ending.get(0) : null;
  }

  /** The picture that a file has its name from, in the same folder or one of the usual names. */
  String likeNamed(SourceFile boxes) {
    String stem = stem(boxes.uri());
    if (byStem.containsKey(stem)) {
      return byStem.get(stem);
    }
    String above = folder(folder(boxes.uri()));
    for (String folder : List.of("images", "JPEGImages")) {
      String beside = byStem.get(above + "/" + folder + "/" + baseName(stem));
      if (beside != null) {
        return beside;
      }
    }
    return null;
  }

  /** The picture whose labels a file holds: below {@code images} where it is below that. */
  String labelled(String labels) {
    return byStem.get(imagesFor(stem(labels)));
  }

  /** Whether a file lies below {@code labels} and pictures lie at its place in {@code images}. */
  boolean besideImages(String labels) {
    String there = folder(imagesFor(labels));
    return labels.contains("/labels/") && folders.contains(there);
  }

  private static String imagesFor(String labels) {
    int at = labels.lastIndexOf("/labels/");
    return at < 0
        ? ""
        : labels.substring(0, at) + "/images/" + labels.substring(at + "/labels/".length());
  }

  /** The picture of the same name in the same folder. */
  String beside(String uri) {
    return byStem.get(stem(uri));
  }

  static String folder(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String stem(String path) {
    int dot = path.lastIndexOf('.');
    return dot > path.lastIndexOf('/') ? path.substring(0, dot) : path;
  }
}
