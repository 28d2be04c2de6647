package io.nearfield.flink;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.Hashes;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.flink.StateOptions.Backend;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a live job's checkpoints lie: {@code
 * <warehouse>/_live/<dataset>/<index>/state-<hash>/checkpoints/<job>/chk-<n>}.
 */
final class Checkpoints {

  private static final Pattern URI_WITH_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/.*");

  private static final int HASH_DIGITS = 12;
  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private Checkpoints() {}

  /**
   * One for each feature set and model that the index has been built from, and for each state
   * backend: no other job could go on from there.
   */
  static String directory(LiveOptions options, Generation generation) {
    String made =
        generation.featureSet() + "/" + generation.metric() + "/" + generation.model().hash();
    return uri(options.lake().warehouse())
        + "/_live/"
        + options.index().dataset()
        + "/"
        + options.index().name()
        + "/state-"
        + Hashes.sha256(made.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_DIGITS)
        + (options.state().backend() == Backend.ROCKSDB ? "-rocksdb" : "")
        + "/checkpoints";
  }

  /**
   * Where changes wait to be committed to the tables: beside the usual checkpoints, or under the
   * caller's directory. The same for all of an index's checkpoints, since one may name files that
   * another left.
   */
  static String staging(LiveOptions options) {
    return options.checkpointDirectory() != null
        ? uri(options.checkpointDirectory()) + "/staged-changes"
        : uri(options.lake().warehouse())
            + "/_live/"
            + options.index().dataset()
            + "/"
            + options.index().name()
            + "/staged-changes";
  }

  /**
   * The latest by the time its metadata was written, which happens last of all: a checkpoint
   * without metadata was never completed.
   */
  static Optional<String> latest(String directory) {
    try {
      Path root = new Path(uri(directory));
      FileSystem files = root.getFileSystem();
      return list(files, root)
          .flatMap(job -> list(files, job.getPath()))
          .filter(folder -> folder.getPath().getName().startsWith("chk-"))
          .flatMap(folder -> list(files, folder.getPath()))
          .filter(file -> file.getPath().getName().equals("_metadata"))
          .max(
              Comparator.comparingLong(FileStatus::getModificationTime)
                  .thenComparingLong(Checkpoints::number))
          .map(file -> file.getPath().getParent().toString());
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot look for checkpoints in '" + directory + "': " + e.getMessage(), e);
    }
  }

  /**
   * Deletes what no start goes on from any more: the folders of jobs before the latest. Only for a
   * job that nobody else runs; what cannot be deleted stays, with a warning.
   *
   * @param directory where the checkpoints of the next job go
   * @param latest what {@link #latest} said of it
   */
  static void deleteStale(String directory, Optional<String> latest) {
    if (latest.isEmpty()) {
      return;
    }
    try {
      Path root = new Path(uri(directory));
      FileSystem files = root.getFileSystem();
      String job = new Path(latest.get()).getParent().getName();
      list(files, root)
          .filter(folder -> !folder.getPath().getName().equals(job))
          .filter(folder -> !isShared(files, folder.getPath()))
          .forEach(folder -> delete(files, folder.getPath()));
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot look for old checkpoints in {}", directory, e);
    }
  }

  /** Incremental checkpoints of later jobs may refer to files in a job's shared folders. */
  private static boolean isShared(FileSystem files, Path job) {
    return Stream.of("shared", "taskowned")
        .anyMatch(name -> list(files, new Path(job, name)).findAny().isPresent());
  }

  private static void delete(FileSystem files, Path folder) {
    try {
      files.delete(folder, true);
      LOG.info("Deleted old checkpoints {}", folder);
    } catch (IOException e) {
      LOG.warn("Cannot delete old checkpoints {}", folder, e);
    }
  }

  private static long number(FileStatus metadata) {
    return Long.parseLong(metadata.getPath().getParent().getName().substring("chk-".length()));
  }

  private static Stream<FileStatus> list(FileSystem files, Path folder) {
    try {
      FileStatus[] found = files.listStatus(folder);
      return found == null ? Stream.empty() : Stream.of(found);
    } catch (FileNotFoundException e) {
      return Stream.empty();
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot look for checkpoints in '" + folder + "': " + e.getMessage(), e);
    }
  }

  /** A URI as it is; a path as a file URI, unescaped, as Flink's {@link Path} takes it. */
  private static String uri(String location) {
    String uri =
        URI_WITH_SCHEME.matcher(location).matches()
            ? location
            : "file:" + java.nio.file.Path.of(location).toAbsolutePath().normalize();
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }
}
