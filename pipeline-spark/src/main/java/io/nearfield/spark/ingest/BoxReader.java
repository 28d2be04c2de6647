package io.nearfield.spark.ingest;

import io.nearfield.connect.annotation.BoxFileException;
import io.nearfield.connect.annotation.CocoFile;
import io.nearfield.connect.annotation.FoundBox;
import io.nearfield.connect.annotation.VocFile;
import io.nearfield.connect.annotation.YoloFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/**
 * Reads one file of boxes, of whatever kind; a broken one becomes one refusal.
 *
 * @param labels what is known of each file of YOLO labels, by its address
 */
record BoxReader(PictureNames pictures, HashMap<String, YoloLabels.Labels> labels)
    implements FileStage.Reader<SourceFile, Row> {

  private static final int MAX_BYTES = 64 << 20;

  @Override
  public Iterator<Row> read(SourceFile file, Configuration hadoop) {
    List<Row> rows = new ArrayList<>();
    try {
      switch (file.kind()) {
        case VOC -> voc(file, hadoop, rows);
        case YOLO -> yolo(file, hadoop, rows);
        default ->
            CocoFile.read(
                () -> FileBytes.open(file, hadoop), box -> add(rows, file, box, named(box, file)));
      }
    } catch (BoxFileException e) {
      rows.clear();
      rows.add(
          BoxRow.refused(file, 0, null, null, new Refusal(BoxFiles.MALFORMED, e.getMessage())));
    } catch (IOException e) {
      rows.clear();
      rows.add(BoxRow.refused(file, 0, null, null, Refusal.unreadable(e)));
    }
    return rows.iterator();
  }

  private void voc(SourceFile file, Configuration hadoop, List<Row> rows) throws IOException {
    if (file.length() > MAX_BYTES) {
      rows.add(BoxRow.refused(file, 0, null, null, tooLarge(file)));
      return;
    }
    List<FoundBox> boxes;
    try (InputStream in = FileBytes.open(file, hadoop)) {
      boxes = VocFile.read(in);
    }
    if (boxes == null) {
      rows.add(BoxRow.foreign(file));
      return;
    }
    for (FoundBox box : boxes) {
      String uri = named(box, file);
      add(rows, file, box, uri == null ? pictures.likeNamed(file) : uri);
    }
  }

  private void yolo(SourceFile file, Configuration hadoop, List<Row> rows) throws IOException {
    if (file.length() > MAX_BYTES) {
      rows.add(BoxRow.refused(file, 0, null, null, tooLarge(file)));
      return;
    }
    String text = new String(FileBytes.read(file, hadoop, MAX_BYTES), StandardCharsets.UTF_8);
    YoloLabels.Labels known = labels.get(file.uri());
    for (FoundBox box : YoloFile.read(text, known.classes())) {
      add(rows, file, box, known.picture());
    }
  }

  private String named(FoundBox box, SourceFile file) {
    return box.picture() == null ? null : pictures.named(box.picture(), file);
  }

  private static void add(List<Row> rows, SourceFile file, FoundBox box, String uri) {
    int number = rows.size();
    if (box.problem() != null) {
      Refusal refusal = new Refusal(BoxRow.BAD_BOX, box.problem());
      rows.add(BoxRow.refused(file, number, box.place(), uri, refusal));
    } else {
      rows.add(BoxRow.box(file, number, box, uri));
    }
  }

  private static Refusal tooLarge(SourceFile file) {
    return new Refusal(
        "too-large",
        "Cannot take a file of boxes of "
            + file.length()
            + " bytes: at most "
            + MAX_BYTES
            + " are allowed");
  }
}
