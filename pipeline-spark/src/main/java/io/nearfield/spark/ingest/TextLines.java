package io.nearfield.spark.ingest;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;

/**
 * Lines of text files, each with its number, large files by several tasks. A line above a bound is
 * read over and said to be refused, so a file without line ends is no danger to a task. Compressed
 * files are read as their names say, each by one task.
 */
public final class TextLines {

  private TextLines() {}

  /**
   * A line that is not blank.
   *
   * @param file the address of its file
   * @param name the file's name, for people
   * @param number from 1
   * @param text null if it is refused
   * @param reason why it is refused, in a word; null if it is not
   * @param message the same in a sentence
   */
  public record Line(
      String file, String name, long number, String text, String reason, String message)
      implements Serializable {}

  /**
   * The lines.
   *
   * @param maxLength the most bytes of a line
   */
  public static JavaRDD<Line> of(SparkSession spark, List<FileStatus> files, int maxLength) {
    CompressionCodecFactory codecs =
        new CompressionCodecFactory(spark.sessionState().newHadoopConf());
    FileStage stage = new FileStage(spark);
    List<SourceFile> plain = new ArrayList<>();
    List<LineSplit> splits = new ArrayList<>();
    for (FileStatus status : files) {
      String name = status.getPath().getName();
      SourceFile file =
          new SourceFile(
              plain.size() + splits.size(),
              Kind.JSON_LINES,
              "",
              status.getPath().toString(),
              name,
              name,
              status.getLen());
      if (codecs.getCodec(status.getPath()) == null) {
        plain.add(file);
      } else {
        splits.add(new LineSplit(file, 0, file.length(), 1));
      }
    }
    splits.addAll(LineSplit.of(stage, plain, LineSplit.BYTES));
    return stage.over(
        splits,
        LineSplit::length,
        (split, hadoop) -> new Lines(split, open(split, hadoop, maxLength)));
  }

  private static ByteLines open(LineSplit split, Configuration hadoop, int maxLength)
      throws IOException {
    Path path = new Path(split.file().uri());
    CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(path);
    return codec == null
        ? split.open(hadoop, maxLength)
        : new ByteLines(codec.createInputStream(path.getFileSystem(hadoop).open(path)), maxLength);
  }

  private static final class Lines implements Iterator<Line>, Closeable {
    private final SourceFile file;
    private final ByteLines lines;
    private Line ahead;
    private boolean ended;

    Lines(LineSplit split, ByteLines lines) {
      this.file = split.file();
      this.lines = lines;
    }

    @Override
    public boolean hasNext() {
      while (ahead == null && !ended) {
        try {
          if (lines.next()) {
            ahead = line();
          } else {
            ended = true;
            close();
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return ahead != null;
    }

    private Line line() {
      if (lines.tooLong()) {
        return refused(
            new Refusal(
                "too-large", "Cannot take a line of more than " + lines.length() + " bytes"));
      }
      try {
        String text = Texts.decode(lines.bytes(), lines.length());
        return text.isBlank()
            ? null
            : new Line(file.uri(), file.relative(), lines.number(), text, null, null);
      } catch (CharacterCodingException e) {
        return refused(Texts.notUtf8());
      }
    }

    private Line refused(Refusal why) {
      return new Line(
          file.uri(), file.relative(), lines.number(), null, why.reason(), why.message());
    }

    @Override
    public Line next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Line line = ahead;
      ahead = null;
      return line;
    }

    @Override
    public void close() throws IOException {
      lines.close();
    }
  }
}
