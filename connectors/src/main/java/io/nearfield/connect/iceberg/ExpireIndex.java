package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Frees the disk of what an index holds no more: rows of generations that nobody will ask again,
 * old snapshots with the files that only they show, and files that no snapshot ever showed, as a
 * killed build leaves them. The generation that serves is never touched.
 */
public final class ExpireIndex {

  private ExpireIndex() {}

  /**
   * How far to go.
   *
   * @param now the time to count from
   * @param keepRetired so many of the newest RETIRED generations keep their rows
   * @param snapshotsBefore snapshots older than this go; who still reads one of them fails
   * @param orphansBefore files that no snapshot shows go if they are older than this; younger ones
   *     may belong to a build that is still writing
   */
  public record Policy(
      Instant now, int keepRetired, Instant snapshotsBefore, Instant orphansBefore) {}

  /**
   * What was freed.
   *
   * @param generations whose rows are gone now
   * @param snapshots how many snapshots of both tables went
   * @param orphans how many files that belonged to no snapshot were deleted
   * @param bytes by how much the folders of both tables shrank
   */
  public record Freed(Set<Long> generations, int snapshots, int orphans, long bytes) {}

  /** Expires. */
  public static Freed run(Lake lake, IndexTable index, Policy policy) {
    String dataset = index.ref().dataset();
    List<String> tables = List.of(index.tableName(), index.codebookTableName());
    long before = tables.stream().mapToLong(name -> size(lake.table(dataset, name))).sum();
    Set<Long> generations = CleanGenerations.clean(lake, index, policy.now(), policy.keepRetired());
    int snapshots = 0;
    int orphans = 0;
    for (String name : tables) {
      Table table = lake.table(dataset, name);
      snapshots += snapshots(table, policy.snapshotsBefore());
      orphans += orphans(table, policy.orphansBefore());
    }
    long after = tables.stream().mapToLong(name -> size(lake.table(dataset, name))).sum();
    return new Freed(generations, snapshots, orphans, Math.max(0, before - after));
  }

  private static int snapshots(Table table, Instant before) {
    Set<Long> kept = new HashSet<>();
    table.refs().values().forEach(ref -> kept.add(ref.snapshotId()));
    // By id rather than by age: then Iceberg compares all files of those that go with all files of
    // those that stay, where by age a file goes only with the snapshot after the one it left in.
    ExpireSnapshots expire = table.expireSnapshots().expireOlderThan(0);
    int expired = 0;
    for (Snapshot snapshot : table.snapshots()) {
      boolean old = snapshot.timestampMillis() < before.toEpochMilli();
      if (old && !kept.contains(snapshot.snapshotId())) {
        expire.expireSnapshotId(snapshot.snapshotId());
        expired++;
      }
    }
    if (expired > 0) {
      expire.commit();
      table.refresh();
    }
    return expired;
  }

  private static int orphans(Table table, Instant before) {
    if (!(table.io() instanceof SupportsPrefixOperations files)) {
      return 0;
    }
    Set<String> shown = shown(table);
    int deleted = 0;
    for (FileInfo file : files.listPrefix(folder(table))) {
      if (file.createdAtMillis() < before.toEpochMilli()
          && !shown.contains(path(file.location()))) {
        table.io().deleteFile(file.location());
        deleted++;
      }
    }
    return deleted;
  }

  /** Every file that the table's metadata leads to. */
  private static Set<String> shown(Table table) {
    Set<String> shown = new HashSet<>();
    ReachableFileUtil.metadataFileLocations(table, true).forEach(file -> shown.add(path(file)));
    ReachableFileUtil.statisticsFilesLocations(table).forEach(file -> shown.add(path(file)));
    ReachableFileUtil.manifestListLocations(table).forEach(file -> shown.add(path(file)));
    shown.add(path(ReachableFileUtil.versionHintLocation(table)));
    Set<String> read = new HashSet<>();
    for (Snapshot snapshot : table.snapshots()) {
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        if (read.add(manifest.path())) {
          shown.add(path(manifest.path()));
          addFiles(table, manifest, shown);
        }
      }
    }
    return shown;
  }

  private static void addFiles(Table table, ManifestFile manifest, Set<String> shown) {
    try (ManifestReader<?> files =
        manifest.content() == ManifestContent.DATA
            ? ManifestFiles.read(manifest, table.io(), table.specs())
            : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
      CloseableIterable.transform(files, file -> path(file.location())).forEach(shown::add);
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot list the files of table " + table.name() + ": " + e.getMessage(), e);
    }
  }

  /** The same file may be written with and without its scheme. */
  private static String path(String location) {
    return new Path(location).toUri().getPath();
  }

  /**
   * With a slash at the end: on object stores a prefix without one is also that of other tables.
   */
  private static String folder(Table table) {
    String location = table.location();
    return location.endsWith("/") ? location : location + "/";
  }

  private static long size(Table table) {
    if (!(table.io() instanceof SupportsPrefixOperations files)) {
      return 0;
    }
    long bytes = 0;
    for (FileInfo file : files.listPrefix(folder(table))) {
      bytes += file.size();
    }
    return bytes;
  }
}
