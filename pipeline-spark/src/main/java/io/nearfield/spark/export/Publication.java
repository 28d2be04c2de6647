package io.nearfield.spark.export;

import io.nearfield.connect.api.CommitConflictException;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.export.ExportManifest;
import io.nearfield.connect.export.ExportedFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * One export on its way: gathered in a hidden folder beside its place, then there at once.
 *
 * <p>Where a folder can be renamed in one step, that is the commit. Where it cannot, the files are
 * laid down first and the manifest is written last: it is the commit then, and readers go by it. A
 * mark in the folder says meanwhile which run is at it; it stands for {@value #MARKED_MINUTES}
 * minutes after the last file, after which that run counts as killed. Of two runs at once one is
 * told.
 */
final class Publication {

  private static final String HIDDEN = ".nearfield-export-";
  private static final String UNFINISHED = "_unfinished-export";
  private static final Duration LEFT_BEHIND = Duration.ofDays(1);
  private static final int MARKED_MINUTES = 15;

  /**
   * How long a mark stands before it is believed: object stores let two runs that look at the same
   * moment both write it, and the last one to write stays.
   */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private final Folders folders;
  private final Path target;
  private final Path aside;
  private final String mark;
  private final String runId;
  private String replaces; // the run whose export was there at the first look

  /**
   * @param target where it is to be
   * @param mark dataset and name of the export
   */
  Publication(Folders folders, Path target, String mark, String runId) {
    this.folders = folders;
    this.target = target;
    this.aside = new Path(target.getParent(), HIDDEN + mark + "-" + runId);
    this.mark = mark;
    this.runId = runId;
  }

  Path aside() {
    return aside;
  }

  /** What is at the place. */
  sealed interface There {
    /** Nothing, or an empty folder, or what a killed run of the same export began to lay down. */
    record Free() implements There {}

    /** A whole export. */
    record Whole(ExportManifest manifest) implements There {}

    /** Something else. */
    record Foreign(String what) implements There {}
  }

  There look() throws IOException {
    if (!folders.exists(target)) {
      return new There.Free();
    }
    if (folders.system().getFileStatus(target).isFile()) {
      return new There.Foreign("a file");
    }
    Path unfinished = new Path(target, UNFINISHED);
    if (folders.exists(unfinished) && read(unfinished).startsWith(mark + "\n")) {
      requireKilled(unfinished);
      folders.delete(target);
      return new There.Free();
    }
    ExportManifest manifest = folders.manifest(target);
    if (manifest != null) {
      replaces = manifest.about().runId();
      return new There.Whole(manifest);
    }
    return folders.list(target).isEmpty()
        ? new There.Free()
        : new There.Foreign("a folder with files that are no export");
  }

  private String read(Path file) throws IOException {
    try (var in = folders.system().open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Refuses to touch what a run is at that may be alive. */
  private void requireKilled(Path unfinished) throws IOException {
    Instant at =
        Instant.ofEpochMilli(folders.system().getFileStatus(unfinished).getModificationTime());
    if (Instant.now().isBefore(at.plus(Duration.ofMinutes(MARKED_MINUTES)))) {
      throw outrun("another run of this export is at it since " + at, null);
    }
  }

  private CommitConflictException outrun(String what, Throwable cause) {
    return new CommitConflictException(
        "Cannot publish the export as '%s': %s; this run has changed nothing there, run it again"
            .formatted(Folders.withoutSecrets(target.toString()), what),
        cause);
  }

  /** Makes the hidden folder, and removes those that killed runs left more than a day ago. */
  void begin() throws IOException {
    Path parent = target.getParent();
    folders.system().mkdirs(parent);
    for (FileStatus one : folders.list(parent)) {
      boolean old =
          Instant.ofEpochMilli(one.getModificationTime())
              .isBefore(Instant.now().minus(LEFT_BEHIND));
      if (old && one.isDirectory() && one.getPath().getName().startsWith(HIDDEN + mark + "-")) {
        folders.delete(one.getPath());
      }
    }
    folders.system().mkdirs(aside);
  }

  void discard() {
    try {
      folders.delete(aside);
    } catch (IOException e) {
      // It is hidden, and a later run removes it.
    }
  }

  /**
   * Publishes.
   *
   * @param replace whether the export that was there at the look makes place; then there are two
   *     renames, and between them nothing is there
   * @throws CommitConflictException if another run was faster
   */
  void publish(ExportManifest manifest, boolean replace) throws IOException {
    folders.sweep(aside);
    requireAsSeen(replace);
    if (!folders.atomic()) {
      layDown(manifest, replace);
      return;
    }
    folders.write(new Path(aside, ExportManifest.FILE), manifest.toJson());
    folders.sweep(aside);
    if (!replace) {
      rename(aside, target);
      return;
    }
    Path old = new Path(target.getParent(), aside.getName() + "-old");
    rename(target, old);
    try {
      rename(aside, target);
    } catch (RuntimeException e) {
      rename(old, target);
      throw e;
    }
    folders.delete(old);
  }

  private void requireAsSeen(boolean replace) throws IOException {
    ExportManifest now = folders.manifest(target);
    String there = now == null ? null : now.about().runId();
    if (!Objects.equals(there, replace ? replaces : null)) {
      throw outrun("another run has published there meanwhile", null);
    }
  }

  private void rename(Path from, Path to) {
    try {
      folders.renameFolder(from, to);
    } catch (IOException e) {
      throw outrun(e.toString(), e);
    }
  }

  private void layDown(ExportManifest manifest, boolean replace) throws IOException {
    folders.system().mkdirs(target);
    Path unfinished = new Path(target, UNFINISHED);
    claim(unfinished);
    try {
      requireAsSeen(replace);
    } catch (CommitConflictException e) {
      folders.delete(unfinished);
      throw e;
    }
    if (replace) {
      folders.delete(new Path(target, ExportManifest.FILE));
      for (FileStatus old : folders.list(target)) {
        if (!old.getPath().getName().equals(UNFINISHED)) {
          folders.delete(old.getPath());
        }
      }
    }
    for (ExportedFile file : manifest.files()) {
      Path to = new Path(target, file.path());
      folders.system().mkdirs(to.getParent());
      folders.renameFile(new Path(aside, file.path()), to);
      folders.write(unfinished, marked());
    }
    folders.write(new Path(target, ExportManifest.FILE), manifest.toJson());
    folders.delete(unfinished);
    folders.sweep(target);
    folders.delete(aside);
  }

  private byte[] marked() {
    return (mark + "\n" + runId).getBytes(StandardCharsets.UTF_8);
  }

  /** Marks the folder; of runs that do at once, the one whose mark stays goes on. */
  private void claim(Path unfinished) throws IOException {
    try {
      folders.writeNew(unfinished, marked());
      Thread.sleep(SETTLED.toMillis());
      if (read(unfinished).equals(new String(marked(), StandardCharsets.UTF_8))) {
        return;
      }
    } catch (FileAlreadyExistsException | FileNotFoundException e) {
      throw outrun("another run of this export is at it", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NearfieldException("Cannot publish the export: the command was ended", e);
    }
    throw outrun("another run of this export is at it", null);
  }
}
