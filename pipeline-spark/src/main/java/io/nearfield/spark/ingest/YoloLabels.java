package io.nearfield.spark.ingest;

import io.nearfield.connect.annotation.BoxFileException;
import io.nearfield.connect.annotation.YoloClasses;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Which text files are YOLO's labels, and the names of their classes.
 *
 * <p>A text file is one if it lies below {@code labels} and pictures lie at its place in {@code
 * images}, or if a picture of its name lies beside it and a file of classes does too. Classes are
 * looked for in the file's folder and those above it, up to the given one.
 */
final class YoloLabels {

  private static final int MAX_BYTES = 4 << 20;
  private static final List<String> CLASSES = List.of("classes.txt", "obj.names", "classes.names");

  private final Configuration hadoop;
  private final PictureNames pictures;
  private final Map<String, Found> byFolder = new HashMap<>();
  private final Map<String, Refusal> broken = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();

  YoloLabels(Configuration hadoop, PictureNames pictures) {
    this.hadoop = hadoop;
    this.pictures = pictures;
  }

  /**
   * What a task needs to know of a file of labels.
   *
   * @param picture null if it is not among the files
   * @param classes empty if there are no names
   */
  record Labels(String picture, List<String> classes) implements Serializable {}

  private record Found(String uri, List<String> names) {}

  /** Null if the file is something else. */
  Labels of(SourceFile text) {
    String uri = text.uri();
    if (CLASSES.contains(PictureNames.baseName(uri))) {
      return null;
    }
    String picture = pictures.labelled(uri);
    if (picture != null || pictures.besideImages(uri)) {
      return new Labels(picture, names(text));
    }
    String beside = pictures.beside(uri);
    Found own = beside == null ? null : in(PictureNames.folder(uri));
    return own == null ? null : new Labels(beside, use(own));
  }

  /** Addresses of the files that gave names to labels. */
  Set<String> used() {
    return used;
  }

  /** Files that should have given names, and what is wrong with them. */
  Map<String, Refusal> broken() {
    return broken;
  }

  private List<String> names(SourceFile text) {
    String folder = PictureNames.folder(text.uri());
    while (folder.startsWith(text.root()) && !folder.isEmpty()) {
      Found found = in(folder);
      if (found != null) {
        return use(found);
      }
      folder = PictureNames.folder(folder);
    }
    return List.of();
  }

  private List<String> use(Found found) {
    used.add(found.uri);
    return found.names;
  }

  private Found in(String folder) {
    if (!byFolder.containsKey(folder)) {
      byFolder.put(folder, look(folder));
    }
    return byFolder.get(folder);
  }

  private Found look(String folder) {
    try {
      Path path = new Path(folder);
      FileSystem fs = path.getFileSystem(hadoop);
      List<String> names = new ArrayList<>();
      for (FileStatus status : fs.listStatus(path)) {
        if (status.isFile() && status.getLen() <= MAX_BYTES) {
          names.add(status.getPath().getName());
        }
      }
      for (String name : candidates(names)) {
        Found found = read(fs, new Path(path, name));
        if (found != null) {
          return found;
        }
      }
    } catch (IOException e) {
      // Whoever reads the files of this folder will say so.
    }
    return null;
  }

  private static List<String> candidates(List<String> names) {
    List<String> yaml =
        names.stream().filter(name -> name.endsWith(".yaml") || name.endsWith(".yml")).toList();
    List<String> ordered = new ArrayList<>();
    Arrays.asList("data.yaml", "data.yml", "dataset.yaml", "dataset.yml").stream()
        .filter(yaml::contains)
        .forEach(ordered::add);
    yaml.stream().filter(name -> !ordered.contains(name)).sorted().forEach(ordered::add);
    CLASSES.stream().filter(names::contains).forEach(ordered::add);
    return ordered;
  }

  private Found read(FileSystem fs, Path file) throws IOException {
    String text;
    try (FSDataInputStream in = fs.open(file)) {
      text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
    try {
      List<String> names =
          CLASSES.contains(file.getName()) ? YoloClasses.lines(text) : YoloClasses.yaml(text);
      return names == null ? null : new Found(file.toString(), names);
    } catch (BoxFileException e) {
      broken.put(file.toString(), new Refusal(BoxFiles.MALFORMED, e.getMessage()));
      return null;
    }
  }
}
