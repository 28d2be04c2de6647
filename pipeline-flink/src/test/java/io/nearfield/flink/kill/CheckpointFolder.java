package io.nearfield.flink.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where a job's checkpoints appear: a folder when one begins, the file {@code _metadata} in it when
 * it is complete. The cluster's own word of them is a cached one.
 */
final class CheckpointFolder {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final String PREFIX = "chk-";

  private final Path folder;

  private CheckpointFolder(Path folder) {
    this.folder = folder;
  }

  /** The folder of a job somewhere under another, as soon as it is there. */
  static CheckpointFolder of(Path root, String job) throws InterruptedException {
    long giveUp = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try (Stream<Path> inside = Files.exists(root) ? Files.walk(root, 5) : Stream.empty()) {
        var found = inside.filter(path -> path.endsWith(job)).findAny();
        if (found.isPresent()) {
          return new CheckpointFolder(found.get());
        }
      } catch (IOException | UncheckedIOException changing) {
        // Folders come and go; look again.
      }
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException("no checkpoints of " + job + " under " + root);
      }
      Thread.sleep(50);
    }
  }

  /** Returns when one has begun and is not complete. */
  void awaitOneInProgress() throws InterruptedException {
    long giveUp = System.nanoTime() + PATIENCE_NANOS;
    while (!isOneInProgress()) {
      pause(giveUp);
    }
  }

  private boolean isOneInProgress() {
    long complete = newestComplete();
    return numbers().stream().anyMatch(number -> number > complete);
  }

  /** Returns when one more is complete. */
  void awaitOneMore() throws InterruptedException {
    long giveUp = System.nanoTime() + PATIENCE_NANOS;
    long complete = newestComplete();
    while (newestComplete() <= complete) {
      pause(giveUp);
    }
  }

  private void pause(long giveUp) throws InterruptedException {
    if (System.nanoTime() > giveUp) {
      throw new IllegalStateException("no checkpoint for a minute in " + folder);
    }
    Thread.sleep(1);
  }

  private long newestComplete() {
    return numbers().stream()
        .filter(number -> Files.exists(folder.resolve(PREFIX + number).resolve("_metadata")))
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }

  private List<Long> numbers() {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith(PREFIX))
          .map(name -> Long.parseLong(name.substring(PREFIX.length())))
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
