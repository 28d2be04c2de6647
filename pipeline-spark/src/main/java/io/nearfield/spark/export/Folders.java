package io.nearfield.spark.export;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.export.ExportManifest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Folders of one file system: what is in them, and the one rename that publishes.
 *
 * @param atomic whether a folder can be renamed in one step; object stores copy file by file
 */
record Folders(FileSystem system, Configuration conf, boolean atomic) {

  /** Told by scheme; abfs has real folders only in accounts with a hierarchical namespace. */
  private static final Set<String> ATOMIC = Set.of("file", "hdfs", "viewfs", "ofs", "o3fs");

  static Folders of(Path path, Configuration conf) {
    try {
      FileSystem system = path.getFileSystem(conf);
      return new Folders(system, conf, ATOMIC.contains(system.getUri().getScheme()));
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot export to '%s': %s (--to)"
              .formatted(withoutSecrets(path.toString()), e.getMessage()),
          e);
    }
  }

  Path absolute(Path path) {
    return system.makeQualified(path);
  }

  /** A URI without user, password and query; a local one as the path it is. */
  static String withoutSecrets(String path) {
    return path.startsWith("file:/")
        ? path.replaceFirst("^file:/+", "/")
        : path.replaceFirst("://[^/@]*@", "://").replaceFirst("[?#].*$", "");
  }

  boolean exists(Path path) throws IOException {
    return system.exists(path);
  }

  List<FileStatus> list(Path folder) throws IOException {
    return List.of(system.listStatus(folder));
  }

  void delete(Path path) throws IOException {
    system.delete(path, true);
  }

  /** The manifest of a folder, null if it has none. */
  ExportManifest manifest(Path folder) throws IOException {
    Path file = new Path(folder, ExportManifest.FILE);
    if (!system.exists(file)) {
      return null;
    }
    try (FSDataInputStream in = system.open(file)) {
      return ExportManifest.parse(in.readAllBytes(), withoutSecrets(file.toString()));
    }
  }

  void write(Path file, byte[] bytes) throws IOException {
    try (FSDataOutputStream out = system.create(file, true)) {
      out.write(bytes);
      out.hsync();
    }
  }

  /**
   * The same for a file that must not be there.
   *
   * @throws org.apache.hadoop.fs.FileAlreadyExistsException if it is
   */
  void writeNew(Path file, byte[] bytes) throws IOException {
    try (FSDataOutputStream out = system.create(file, false)) {
      out.write(bytes);
      out.hsync();
    }
  }

  /** Renames a file within a folder that nobody reads yet. */
  void renameFile(Path from, Path to) throws IOException {
    if (!system.rename(from, to)) {
      throw new IOException("cannot rename " + from.getName() + " to " + to.getName());
    }
  }

  /** Renames a folder in one step; fails if there is something at {@code to} that is not empty. */
  void renameFolder(Path from, Path to) throws IOException {
    URI uri = to.toUri();
    if (system.getUri().getScheme().equals("file")) {
      // rename(2) replaces an empty folder and nothing else; Hadoop's would move into a folder.
      Files.move(
          Paths.get(from.toUri().getPath()),
          Paths.get(uri.getPath()),
          StandardCopyOption.ATOMIC_MOVE);
    } else {
      FileContext.getFileContext(system.getUri(), conf).rename(from, to, Options.Rename.OVERWRITE);
    }
  }

  /** Removes the checksum files that Hadoop lays beside local files. */
  void sweep(Path folder) throws IOException {
    if (!system.getUri().getScheme().equals("file")) {
      return;
    }
    try (Stream<java.nio.file.Path> files = Files.walk(Paths.get(folder.toUri().getPath()))) {
      for (java.nio.file.Path file : files.toList()) {
        if (file.getFileName().toString().matches("\\..*\\.crc")) {
          Files.delete(file);
        }
      }
    }
  }
}
