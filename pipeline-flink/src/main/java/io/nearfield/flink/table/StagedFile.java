package io.nearfield.flink.table;

import io.nearfield.connect.iceberg.CoveredOffsets;
import io.nearfield.flink.message.Staged;
import io.nearfield.flink.message.TableChange;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of changes that wait to be committed. Layout: a byte of version, 1; then each change as a
 * byte 1 and its {@code table-change}; at the end a byte 0, so that a file that was cut off is
 * seen.
 */
final class StagedFile implements AutoCloseable {

  private static final int VERSION = 1;
  private static final int BUFFER = 1 << 16;
  private static final Duration ORPHAN_AGE = Duration.ofDays(1);
  private static final Logger LOG = LoggerFactory.getLogger(StagedFile.class);
  private static final TypeSerializer<TableChange> CHANGES =
      TableChange.FORMAT.typeInfo().createSerializer(null);

  private final Path path;
  private final FSDataOutputStream file;
  private final DataOutputViewStreamWrapper out;
  private final long firstAt;
  private long changes;

  private StagedFile(Path path, FSDataOutputStream file, long firstAt) throws IOException {
    this.path = path;
    this.file = file;
    this.firstAt = firstAt;
    this.out = new DataOutputViewStreamWrapper(new BufferedOutputStream(file, BUFFER));
    out.writeByte(VERSION);
  }

  /** Begins a file of a name that nobody else has. */
  static StagedFile create(String directory, long firstAt) throws IOException {
    Path path = new Path(directory, UUID.randomUUID() + ".changes");
    FileSystem files = path.getFileSystem();
    files.mkdirs(path.getParent());
    return new StagedFile(path, files.create(path, FileSystem.WriteMode.NO_OVERWRITE), firstAt);
  }

  void write(TableChange change) throws IOException {
    out.writeByte(1);
    CHANGES.serialize(change, out);
    changes += change.change() == null ? 0 : 1;
  }

  /** Bytes so far, but for what is buffered. */
  long bytes() throws IOException {
    return file.getPos();
  }

  /** Ends the file, on disk for good; of no checkpoint yet. */
  Staged finish() throws IOException {
    out.writeByte(0);
    out.flush();
    file.sync();
    long bytes = file.getPos();
    out.close();
    return new Staged("", -1, path.toString(), changes, bytes, firstAt, CoveredOffsets.NONE, -1);
  }

  /** Deletes the file; for one that was not finished. */
  @Override
  public void close() throws IOException {
    out.close();
    path.getFileSystem().delete(path, false);
  }

  /**
   * Reads all changes of a file, in order.
   *
   * @return false if the file is gone
   */
  static boolean read(String file, Consumer<TableChange> changes) throws IOException {
    Path path = new Path(file);
    FileSystem files = path.getFileSystem();
    if (!files.exists(path)) {
      return false;
    }
    try (FSDataInputStream stream = files.open(path);
        DataInputViewStreamWrapper in =
            new DataInputViewStreamWrapper(new BufferedInputStream(stream, BUFFER))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IOException(
            "Cannot read staged changes of version "
                + version
                + ": this build reads "
                + VERSION
                + " ("
                + file
                + ")");
      }
      while (in.readByte() == 1) {
        changes.accept(CHANGES.deserialize(in));
      }
      return true;
    } catch (EOFException e) {
      throw new IOException("Cannot read staged changes: the file is cut off (" + file + ")", e);
    }
  }

  /**
   * Deletes files that nobody will ask for: those not named that are a day old. Younger ones may be
   * of a checkpoint that is not complete yet. What cannot be deleted stays.
   */
  static void deleteOrphans(String directory, Set<String> named) {
    long before = System.currentTimeMillis() - ORPHAN_AGE.toMillis();
    Set<String> names =
        named.stream().map(file -> new Path(file).getName()).collect(Collectors.toSet());
    Path folder = new Path(directory);
    try {
      FileSystem files = folder.getFileSystem();
      FileStatus[] found = files.exists(folder) ? files.listStatus(folder) : new FileStatus[0];
      for (FileStatus file : found) {
        if (file.getModificationTime() < before && !names.contains(file.getPath().getName())) {
          files.delete(file.getPath(), false);
        }
      }
    } catch (IOException e) {
      LOG.warn("Cannot clean up staged changes in {}", directory, e);
    }
  }

  static void delete(String file) throws IOException {
    Path path = new Path(file);
    path.getFileSystem().delete(path, false);
  }
}
