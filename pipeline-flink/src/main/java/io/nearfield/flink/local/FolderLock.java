package io.nearfield.flink.local;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A lock that its process holds until it ends, however it ends: the operating system keeps it. */
final class FolderLock implements AutoCloseable {

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the lock, or returns none if somebody has it. */
  static Optional<FolderLock> tryTake(Path file) {
    FileChannel channel = null;
    try {
      Files.createDirectories(file.getParent());
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new FolderLock(channel));
      }
    } catch (OverlappingFileLockException e) {
      // Held by this very process, which is as good as by another.
    } catch (IOException e) {
      throw new NearfieldException("Cannot lock '" + file + "': " + e.getMessage(), e);
    }
    close(channel);
    return Optional.empty();
  }

  @Override
  public void close() {
    close(channel);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new NearfieldException("Cannot release a lock: " + e.getMessage(), e);
    }
  }
}
