package io.nearfield.spark.ingest;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The rows of a CSV file: first row names the columns, quoted cells may hold line ends and doubled
 * quotes. The separator is a comma; a semicolon or tab if the first row has no comma but those.
 */
final class CsvRecords implements Iterator<CsvRecords.Numbered>, Closeable {

  private static final int LONGEST_CELL = 64 << 20;
  private static final int MOST_COLUMNS = 10_000;
  private static final int HEADER_LOOK = 1 << 16;
  private static final char REPLACEMENT = '\uFFFD';

  private final CsvParser parser;
  private final List<String> columns;
  private long lastLine;
  private Numbered ahead;
  private boolean ended;

  /**
   * @param line line that the row starts in, from 1
   * @param cells one for each column, null for nothing between separators; null if refused
   */
  @SuppressWarnings("ArrayRecordComponent") // a row in transit, never compared
  record Numbered(long line, String[] cells, Refusal refusal) {}

  private CsvRecords(CsvParser parser) {
    this.parser = parser;
    this.columns = names(parser.parseNext());
    this.lastLine = parser.getContext() == null ? 0 : parser.getContext().currentLine();
  }

  /** Opens a file; to be called in a task, which closes it at its end. */
  static CsvRecords open(SourceFile file, Configuration hadoop) throws IOException {
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(FileBytes.open(file, hadoop), StandardCharsets.UTF_8),
            HEADER_LOOK);
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setDelimiter(delimiter(file, reader));
    settings.getFormat().setComment('\0');
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    settings.setLineSeparatorDetectionEnabled(true);
    settings.setNullValue(null);
    settings.setEmptyValue("");
    settings.setMaxCharsPerColumn(LONGEST_CELL);
    settings.setMaxColumns(MOST_COLUMNS);
    settings.setReadInputOnSeparateThread(false);
    CsvParser parser = new CsvParser(settings);
    parser.beginParsing(reader);
    CsvRecords records = new CsvRecords(parser);
    TaskContext.get()
        .addTaskCompletionListener((TaskCompletionListener) context -> records.close());
    return records;
  }

  private static char delimiter(SourceFile file, BufferedReader reader) throws IOException {
    if (file.relative().toLowerCase(Locale.ROOT).endsWith(".tsv")) {
      return '\t';
    }
    reader.mark(HEADER_LOOK);
    char[] start = new char[HEADER_LOOK - 1];
    int read = Math.max(0, reader.read(start));
    reader.reset();
    String header = new String(start, 0, read).lines().findFirst().orElse("");
    if (header.indexOf(',') >= 0) {
      return ',';
    }
    if (header.indexOf(';') >= 0) {
      return ';';
    }
    return header.indexOf('\t') >= 0 ? '\t' : ',';
  }

  /** Blank names get their position, repeated ones a number. */
  private static List<String> names(String[] header) {
    List<String> names = new ArrayList<>();
    for (int i = 0; header != null && i < header.length; i++) {
      String name = header[i] == null ? "" : header[i];
      name = (i == 0 ? Texts.withoutMark(name) : name).strip();
      name = name.isEmpty() ? "column_" + (i + 1) : name;
      String unique = name;
      for (int n = 2; names.contains(unique); n++) {
        unique = name + "_" + n;
      }
      names.add(unique);
    }
    return names;
  }

  /** Empty for an empty file. */
  List<String> columns() {
    return columns;
  }

  @Override
  public boolean hasNext() {
    if (ahead == null && !ended) {
      ahead = read();
      ended = ahead == null;
    }
    return ahead != null;
  }

  @Override
  public Numbered next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Numbered result = ahead;
    ahead = null;
    return result;
  }

  private Numbered read() {
    if (columns.isEmpty()) {
      return null;
    }
    long line = lastLine + 1;
    String[] cells;
    try {
      cells = parser.parseNext();
    } catch (TextParsingException e) {
      ended = true;
      return new Numbered(
          line,
          null,
          new Refusal(
              "malformed-csv",
              "Cannot parse the row: a cell is longer than "
                  + LONGEST_CELL
                  + " characters, a quote may not be closed; the rest of the file is not read"));
    }
    if (cells == null) {
      return null;
    }
    lastLine = parser.getContext().currentLine();
    if (cells.length != columns.size()) {
      return new Numbered(
          line,
          null,
          new Refusal(
              "malformed-csv",
              "Cannot take the row: "
                  + cells.length
                  + " cells, the header names "
                  + columns.size()
                  + (lastLine > line ? " (it reaches to line " + lastLine + ")" : "")));
    }
    for (String cell : cells) {
      if (cell != null && cell.indexOf(REPLACEMENT) >= 0) {
        return new Numbered(line, null, Texts.notUtf8());
      }
    }
    return new Numbered(line, cells, null);
  }

  @Override
  public void close() {
    parser.stopParsing();
  }
}
