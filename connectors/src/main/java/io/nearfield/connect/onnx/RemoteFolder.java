package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** A model folder on any file system that Hadoop knows, fetched once per machine. */
final class RemoteFolder {

  private static final ConcurrentMap<String, java.nio.file.Path> FETCHED =
      new ConcurrentHashMap<>();

  private RemoteFolder() {}

  /**
   * The folder's copy on this machine: of the files as they were, by length and time, when this
   * process first asked.
   */
  static java.nio.file.Path fetched(String uri, Configuration hadoop) {
    return FETCHED.computeIfAbsent(uri, key -> fetch(key, hadoop));
  }

  private static java.nio.file.Path fetch(String uri, Configuration hadoop) {
    Path folder = new Path(uri);
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      Map<String, LocatedFileStatus> found = list(files, files.makeQualified(folder));
      if (found.isEmpty()) {
        throw new NearfieldException(
            "Cannot open model folder '" + uri + "': there is no such folder, or it is empty");
      }
      return ModelCache.folder(
          fingerprint(uri, found), folder.getName(), target -> copy(files, found, target));
    } catch (IOException | RuntimeException e) {
      if (e instanceof NearfieldException known) {
        throw known;
      }
      throw new NearfieldException(
          "Cannot fetch model folder '"
              + uri
              + "': "
              + Messages.oneLine(e)
              + "; give Hadoop what it needs for this file system, or copy the folder here",
          e);
    }
  }

  private static Map<String, LocatedFileStatus> list(FileSystem files, Path folder)
      throws IOException {
    Map<String, LocatedFileStatus> found = new TreeMap<>();
    RemoteIterator<LocatedFileStatus> all = files.listFiles(folder, true);
    while (all.hasNext()) {
      LocatedFileStatus file = all.next();
      String name = folder.toUri().relativize(file.getPath().toUri()).getPath();
      found.put(name, file);
    }
    return found;
  }

  private static String fingerprint(String uri, Map<String, LocatedFileStatus> files) {
    StringBuilder text = new StringBuilder(uri);
    files.forEach(
        (name, file) ->
            text.append('\n')
                .append(name)
                .append(' ')
                .append(file.getLen())
                .append(' ')
                .append(file.getModificationTime()));
    return Sha256.of(text.toString());
  }

  private static void copy(
      FileSystem files, Map<String, LocatedFileStatus> found, java.nio.file.Path target)
      throws IOException {
    for (Map.Entry<String, LocatedFileStatus> file : found.entrySet()) {
      java.nio.file.Path to = target.resolve(file.getKey()).normalize();
      if (!to.startsWith(target)) {
        throw new IOException("'" + file.getKey() + "' leads out of the folder");
      }
      Files.createDirectories(to.getParent());
      try (InputStream in = files.open(file.getValue().getPath())) {
        Files.copy(in, to);
      }
    }
  }
}
