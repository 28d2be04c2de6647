package io.nearfield.spark.embed;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;

/**
 * Some of a task's entities, those of equal content together. Bounded by the number of contents, of
 * entities and of characters.
 */
final class TaskWindow {

  private static final int MAX_ROWS = 16_384;
  private static final long MAX_CHARACTERS = 16L << 20;

  private final int maxContents;
  private final List<Group> groups = new ArrayList<>();
  private int rows;
  private long characters;

  TaskWindow(int maxContents) {
    this.maxContents = maxContents;
  }

  /** Entities of one content. */
  static final class Group {
    private final String hash;
    private final List<Row> rows = new ArrayList<>();

    private Group(String hash) {
      this.hash = hash;
    }

    String hash() {
      return hash;
    }

    /** At least one. */
    List<Row> rows() {
      return rows;
    }

    Row entity() {
      return rows.get(0).getAs("entity");
    }
  }

  /** Takes a row; rows of one content follow each other. */
  void add(Row row) {
    String hash = row.getAs("content_hash");
    Group last = groups.isEmpty() ? null : groups.get(groups.size() - 1);
    if (last == null || hash == null || !hash.equals(last.hash)) {
      last = new Group(hash);
      groups.add(last);
      String text = row.<Row>getAs("entity").getAs("text");
      characters += text == null ? 0 : text.length();
    }
    last.rows.add(row);
    rows++;
  }

  boolean isFull() {
    return groups.size() >= maxContents || rows >= MAX_ROWS || characters >= MAX_CHARACTERS;
  }

  boolean isEmpty() {
    return groups.isEmpty();
  }

  List<Group> groups() {
    return groups;
  }
}
