package io.nearfield.spark.export;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.export.ExportManifest;
import io.nearfield.connect.export.ExportedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * One export on its way: gathered in a hidden folder beside its place, then there at once.
 *
 * <p>Where a folder can be renamed in one step, that is the commit. Where it cannot, the files are
 * laid down first and the manifest is written last: it is the commit then, and readers go by it.
 */
final class Publication {

  private static final String HIDDEN = ".nearfield-export-";
  private static final String UNFINISHED = "_unfinished-export";
  private static final Duration LEFT_BEHIND = Duration.ofDays(1);

  private final Folders folders;
  private final Path target;
  private final Path aside;
  private final String mark;

  /**
   * @param target where it is to be
   * @param mark dataset and name of the export
   */
  Publication(Folders folders, Path target, String mark, String runId) {
    this.folders = folders;
    this.target = target;
    this.aside = new Path(target.getParent(), HIDDEN + mark + "-" + runId);
    this.mark = mark;
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
    ExportManifest manifest = folders.manifest(target);
    if (manifest != null) {
      return new There.Whole(manifest);
    }
    Path unfinished = new Path(target, UNFINISHED);
    if (folders.exists(unfinished) && mark.equals(read(unfinished))) {
      folders.delete(target);
      return new There.Free();
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
   * @param replace whether an export that is there makes place; then there are two renames, and
   *     between them nothing is there
   */
  void publish(ExportManifest manifest, boolean replace) throws IOException {
    folders.sweep(aside);
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

  private void rename(Path from, Path to) {
    try {
      folders.renameFolder(from, to);
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot publish the export as '%s': %s; nothing is there but what was before, run it again"
              .formatted(Folders.withoutSecrets(to.toString()), e),
          e);
    }
  }

  private void layDown(ExportManifest manifest, boolean replace) throws IOException {
    if (replace) {
      folders.delete(new Path(target, ExportManifest.FILE));
      folders.delete(target);
    }
    folders.system().mkdirs(target);
    Path unfinished = new Path(target, UNFINISHED);
    folders.write(unfinished, mark.getBytes(StandardCharsets.UTF_8));
    for (ExportedFile file : manifest.files()) {
      Path to = new Path(target, file.path());
      folders.system().mkdirs(to.getParent());
      folders.renameFile(new Path(aside, file.path()), to);
    }
    folders.write(new Path(target, ExportManifest.FILE), manifest.toJson());
    folders.delete(unfinished);
    folders.sweep(target);
    folders.delete(aside);
  }
}
