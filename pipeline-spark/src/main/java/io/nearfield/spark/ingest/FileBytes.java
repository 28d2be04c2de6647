package io.nearfield.spark.ingest;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** Opens and reads files on any Hadoop file system. */
final class FileBytes {

  private FileBytes() {}

  static FSDataInputStream open(SourceFile file, Configuration hadoop) throws IOException {
    Path path = new Path(file.uri());
    return path.getFileSystem(hadoop).open(path);
  }

  /** The first {@code most} bytes, or all if there are fewer. */
  static byte[] read(SourceFile file, Configuration hadoop, int most) throws IOException {
    try (FSDataInputStream in = open(file, hadoop)) {
      return in.readNBytes(most);
    }
  }
}
