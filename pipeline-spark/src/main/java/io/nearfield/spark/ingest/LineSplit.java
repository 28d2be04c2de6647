package io.nearfield.spark.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A part of a file of lines.
 *
 * @param start first byte
 * @param end byte after the last
 * @param firstLine number of the line that {@code start} lies in, from 1
 */
record LineSplit(SourceFile file, long start, long end, long firstLine) implements Serializable {

  static final long BYTES = 32L << 20;

  long length() {
    return end - start;
  }

  ByteLines open(Configuration hadoop, int maxLength) throws IOException {
    FSDataInputStream in = FileBytes.open(file, hadoop);
    try {
      return new ByteLines(in, start, end, firstLine, maxLength);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /**
   * Splits files so that several tasks can read a large one. The line ends of files with more than
   * one part are counted first, by a stage of their own, so that each part knows its line numbers.
   */
  static List<LineSplit> of(FileStage stage, List<SourceFile> files, long bytes) {
    List<LineSplit> splits = new ArrayList<>();
    List<LineSplit> toCount = new ArrayList<>();
    for (SourceFile file : files) {
      if (file.length() <= bytes) {
        splits.add(new LineSplit(file, 0, file.length(), 1));
      } else {
        for (long start = 0; start < file.length(); start += bytes) {
          toCount.add(new LineSplit(file, start, Math.min(file.length(), start + bytes), 1));
        }
      }
    }
    Map<LineSplit, Long> lineEnds = new HashMap<>();
    stage
        .over(toCount, LineSplit::length, LineSplit::countLineEnds)
        .collect()
        .forEach(count -> lineEnds.put(count.split, count.lineEnds));
    long line = 1;
    for (LineSplit split : toCount) {
      line = split.start == 0 ? 1 : line;
      splits.add(new LineSplit(split.file, split.start, split.end, line));
      line += lineEnds.get(split);
    }
    return splits;
  }

  private record Count(LineSplit split, long lineEnds) implements Serializable {}

  private static java.util.Iterator<Count> countLineEnds(LineSplit split, Configuration hadoop)
      throws IOException {
    long found = 0;
    try (FSDataInputStream in = FileBytes.open(split.file, hadoop)) {
      in.seek(split.start);
      byte[] buffer = new byte[1 << 16];
      long left = split.length();
      while (left > 0) {
        int read = ((InputStream) in).read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          break;
        }
        for (int i = 0; i < read; i++) {
          found += buffer[i] == '\n' ? 1 : 0;
        }
        left -= read;
      }
    }
    return Collections.singleton(new Count(split, found)).iterator();
  }
}
