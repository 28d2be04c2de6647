package io.nearfield.spark.ingest;

import io.nearfield.connect.annotation.BoxFileException;
import io.nearfield.connect.annotation.CocoFile;
import io.nearfield.connect.annotation.FoundBox;
import io.nearfield.connect.annotation.VocFile;
import io.nearfield.connect.annotation.YoloFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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

  /** Files of COCO hold the boxes of a whole collection, and are streamed. */
  private static final long MAX_COCO_BYTES = 2L << 30;

  @Override
  public Iterator<Row> read(SourceFile file, Configuration hadoop) {
    List<Row> rows = new ArrayList<>();
    try {
      switch (file.kind()) {
        case VOC -> voc(file, hadoop, rows);
        case YOLO -> yolo(file, hadoop, rows);
        default -> {
          return coco(file, hadoop);
        }
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

  private Iterator<Row> coco(SourceFile file, Configuration hadoop) throws IOException {
    if (file.length() > MAX_COCO_BYTES) {
      return List.of(BoxRow.refused(file, 0, null, null, tooLarge(file, MAX_COCO_BYTES)))
          .iterator();
    }
    CocoFile boxes = CocoFile.open(() -> FileBytes.open(file, hadoop));
    return new Iterator<>() {
      private int number;
      private boolean failed;

      @Override
      public boolean hasNext() {
        try {
          return !failed && boxes.hasNext();
        } catch (UncheckedIOException | BoxFileException e) {
          return true; // next says so
        }
      }

      @Override
      public Row next() {
        try {
          FoundBox box = boxes.next();
          return row(file, number++, box, named(box, file));
        } catch (UncheckedIOException e) {
          failed = true;
          return BoxRow.refused(file, number, null, null, Refusal.unreadable(e.getCause()));
        } catch (BoxFileException e) {
          failed = true;
          return BoxRow.refused(
              file, number, null, null, new Refusal(BoxFiles.MALFORMED, e.getMessage()));
        }
      }
    };
  }

  private void voc(SourceFile file, Configuration hadoop, List<Row> rows) throws IOException {
    if (file.length() > MAX_BYTES) {
      rows.add(BoxRow.refused(file, 0, null, null, tooLarge(file, MAX_BYTES)));
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
      rows.add(BoxRow.refused(file, 0, null, null, tooLarge(file, MAX_BYTES)));
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
    rows.add(row(file, rows.size(), box, uri));
  }

  private static Row row(SourceFile file, int number, FoundBox box, String uri) {
    return box.problem() == null
        ? BoxRow.box(file, number, box, uri)
        : BoxRow.refused(
            file, number, box.place(), uri, new Refusal(BoxRow.BAD_BOX, box.problem()));
  }

  private static Refusal tooLarge(SourceFile file, long most) {
    return new Refusal(
        "too-large",
        "Cannot take a file of boxes of "
            + file.length()
            + " bytes: at most "
            + most
            + " are allowed");
  }
}
