package io.nearfield.index.file;

import io.nearfield.index.VectorIndex;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Indexes in files of the layout of {@code docs/format.md}.
 *
 * <p>Damage is a {@link io.nearfield.index.format.CorruptIndexException} with file and offset, at
 * opening for everything but the entries themselves; for these when they are loaded or verified.
 *
 * <pre>{@code
 * IndexFiles.write(index, path, FileListener.SILENT);
 * try (MappedIndex mapped = IndexFiles.open(path)) {
 *   Answer answer = mapped.index().search(query, SearchRequest.nearest(10));
 * }
 * }</pre>
 */
public final class IndexFiles {

  private IndexFiles() {}

  /** As {@link #write(VectorIndex, Path, FileListener)}, unheard. */
  public static void write(VectorIndex index, Path file) throws IOException {
    write(index, file, FileListener.SILENT);
  }

  /**
   * Writes one moment of an index that may go on changing. The file appears as a whole or not at
   * all, in place of one that is there; readers that have that one open go on with it.
   *
   * <p>Heap: a few MiB, and a few bytes for each entry of cells that have dead ones.
   */
  public static void write(VectorIndex index, Path file, FileListener listener) throws IOException {
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent();
    if (folder == null) {
      throw new IllegalArgumentException(
          "Cannot write index file '%s': it must be a file in a folder".formatted(file));
    }
    Path temporary =
        folder.resolve(".%s.%s.tmp".formatted(absolute.getFileName(), UUID.randomUUID()));
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        IndexFileWriter.write(channel, index.snapshot(), listener);
        channel.force(true);
      }
      Files.move(
          temporary, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
    forceRename(folder);
  }

  /** Makes the new name survive a power failure, where folders can be opened. */
  private static void forceRename(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Not every system opens folders; there the name is as durable as its own rules make it.
    }
  }

  /**
   * Maps a file into memory. Takes no longer for a large index than for a small one, apart from the
   * trained part and 32 bytes a cell; entries are read when they are searched, so an index may be
   * larger than the heap and than memory.
   *
   * <p>The index may be changed: new entries lie on the heap, and the file stays as it is.
   */
  public static MappedIndex open(Path file) throws IOException {
    try (IndexFile sound = IndexFile.open(file)) {
      return MappedIndex.map(sound);
    }
  }

  /** Reads a whole index onto the heap, every checksum checked. */
  public static VectorIndex load(Path file) throws IOException {
    verify(file, FileListener.SILENT);
    try (MappedIndex mapped = open(file)) {
      return VectorIndex.copyOf(mapped.index().snapshot());
    }
  }

  /** As {@link #verify(Path, FileListener)}, unheard. */
  public static void verify(Path file) throws IOException {
    verify(file, FileListener.SILENT);
  }

  /**
   * Reads every byte of a file.
   *
   * @throws io.nearfield.index.format.CorruptIndexException when it is anything but a sound index
   */
  public static void verify(Path file, FileListener listener) throws IOException {
    try (IndexFile sound = IndexFile.open(file)) {
      RunCheck.all(sound, listener);
    }
  }
}
