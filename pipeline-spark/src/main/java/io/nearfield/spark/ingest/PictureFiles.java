package io.nearfield.spark.ingest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/** Tells which of the files say something about the pictures among them. */
final class PictureFiles {

  private final PictureNames names;
  private final List<SourceFile> files = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private final Map<String, YoloLabels.Labels> labels = new HashMap<>();
  private final Map<SourceFile, Refusal> broken = new LinkedHashMap<>();

  /** Looks at names, and at files of class names. */
  PictureFiles(List<SourceFile> all, Configuration hadoop) {
    this.names = new PictureNames(all.stream().filter(f -> f.kind() == Kind.IMAGE).toList());
    if (names.isEmpty()) {
      for (SourceFile file : all) {
        if (file.kind() == Kind.VOC) {
          skipped.add(file.place());
        } else {
          files.add(file);
        }
      }
      return;
    }
    YoloLabels yolo = new YoloLabels(hadoop, names);
    for (SourceFile file : all) {
      YoloLabels.Labels known = file.kind() == Kind.TEXT ? yolo.of(file) : null;
      if (known == null) {
        files.add(file);
      } else {
        labels.put(file.uri(), known);
        files.add(file.as(Kind.YOLO));
      }
    }
    files.removeIf(file -> file.kind() == Kind.TEXT && yolo.used().contains(file.uri()));
    yolo.broken().forEach((uri, refusal) -> broken.put(classNames(uri, all.size()), refusal));
  }

  private static SourceFile classNames(String uri, int number) {
    String folder = PictureNames.folder(uri);
    String name = PictureNames.baseName(uri);
    return new SourceFile(number, Kind.YOLO, folder, uri, name, name, 0);
  }

  /** All files, those of labels as such, without those of class names. */
  List<SourceFile> files() {
    return files;
  }

  /** Places of files that are of no concern. */
  List<String> skipped() {
    return skipped;
  }

  BoxFiles boxes(SparkSession spark, FileStage stage) {
    List<SourceFile> boxes = files.stream().filter(f -> f.kind().holdsBoxes()).toList();
    return new BoxFiles(spark, stage.over(boxes, SourceFile::length, reader()), boxes, broken);
  }

  private BoxReader reader() {
    return new BoxReader(names, new HashMap<>(labels));
  }
}
