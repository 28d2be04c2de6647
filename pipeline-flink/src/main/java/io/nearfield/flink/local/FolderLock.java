package io.nearfield.flink.local;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A lock that its process holds until it ends, however it ends: the operating system keeps it. */
final class FolderLock implements AutoCloseable {

  /**
   * What this process holds. Looked at before a file is opened: POSIX forgets a process's lock when
   * the process closes any descriptor of the file, so a second try must not open and close it.
   */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes the lock, or returns none if somebody has it. */
  static Optional<FolderLock> tryTake(Path lockFile) {
    synchronized (HELD) {
      try {
        Files.createDirectories(lockFile.getParent());
        Path file = lockFile.getParent().toRealPath().resolve(lockFile.getFileName());
        if (HELD.contains(file)) {
          return Optional.empty();
        }
        Optional<FileChannel> locked = lock(file);
        if (locked.isPresent()) {
          HELD.add(file);
        }
        return locked.map(channel -> new FolderLock(file, channel));
      } catch (IOException e) {
        throw new NearfieldException("Cannot lock '" + lockFile + "': " + e.getMessage(), e);
      }
    }
  }

  @Override
  public void close() {
    synchronized (HELD) {
      if (!channel.isOpen()) {
        return;
      }
      try {
        channel.close();
      } catch (IOException e) {
        throw new NearfieldException("Cannot release '" + file + "': " + e.getMessage(), e);
      } finally {
        HELD.remove(file);
      }
    }
  }

  private static Optional<FileChannel> lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return Optional.of(channel);
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    } catch (OverlappingFileLockException e) {
      // Held by this very process, by somebody who does not use this class.
    }
    channel.close();
    return Optional.empty();
  }
}
