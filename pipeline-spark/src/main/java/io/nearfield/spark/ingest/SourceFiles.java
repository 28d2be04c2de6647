package io.nearfield.spark.ingest;

import io.nearfield.connect.api.NearfieldException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The files below the given paths, in a stable order: paths as given, below each by name.
 *
 * <p>Only names and lengths are looked at. Files of kinds that are not read, and what is hidden (a
 * name that starts with {@code .} or {@code _}), are listed as skipped.
 */
final class SourceFiles {

  private final Configuration hadoop;
  private final boolean mayBeEmpty;
  private final List<SourceFile> files = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private final List<Scope> scopes = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  private SourceFiles(Configuration hadoop, boolean mayBeEmpty) {
    this.hadoop = hadoop;
    this.mayBeEmpty = mayBeEmpty;
  }

  /**
   * Looks at all paths before anything is read.
   *
   * @throws IllegalArgumentException if a path is missing, or a folder has nothing that is read
   */
  static SourceFiles find(Configuration hadoop, List<String> paths) {
    return find(hadoop, paths, false);
  }

  /**
   * @param mayBeEmpty whether a folder may hold nothing, as when all of it has been deleted
   */
  static SourceFiles find(Configuration hadoop, List<String> paths, boolean mayBeEmpty) {
    SourceFiles found = new SourceFiles(hadoop, mayBeEmpty);
    for (String path : paths) {
      try {
        found.add(path);
      } catch (FileNotFoundException e) {
        throw missing(path);
      } catch (IOException e) {
        throw new NearfieldException("Cannot list '" + path + "': " + e.getMessage(), e);
      }
    }
    return found;
  }

  List<SourceFile> files() {
    return files;
  }

  List<String> skipped() {
    return skipped;
  }

  /** What the paths cover, whether it is there or not. */
  List<Scope> scopes() {
    return scopes;
  }

  private void add(String given) throws IOException {
    if (given.isBlank()) {
      throw missing(given);
    }
    Path path = new Path(given);
    FileSystem fs;
    try {
      fs = path.getFileSystem(hadoop);
    } catch (IOException e) {
      throw new NearfieldException("Cannot reach '" + given + "': " + e.getMessage(), e);
    }
    path = fs.makeQualified(path);
    int filesBefore = files.size();
    int seenBefore = seen.size();
    int skippedBefore = skipped.size();
    if (fs.exists(path)) {
      FileStatus status = fs.getFileStatus(path);
      scopes.add(status.isDirectory() ? new Scope.Below(uri(path)) : new Scope.One(uri(path)));
      addTree(fs, status, status.isDirectory() ? path : path.getParent(), status.isFile());
      if (status.isFile() && skipped.size() > skippedBefore) {
        throw new IllegalArgumentException(
            "Cannot ingest '" + given + "': files that are read end in " + Kind.allEndings());
      }
    } else {
      FileStatus[] matches = given.matches(".*[*?\\[{].*") ? fs.globStatus(path) : null;
      if (matches == null || matches.length == 0) {
        throw missing(given);
      }
      Arrays.sort(matches, Comparator.comparing(FileStatus::getPath));
      scopes.add(new Scope.Matching(uri(path)));
      for (FileStatus match : matches) {
        addTree(fs, match, fixedPart(path), false);
      }
    }
    if (files.size() == filesBefore && seen.size() == seenBefore && !mayBeEmpty) {
      List<String> other = skipped.subList(skippedBefore, skipped.size());
      throw new IllegalArgumentException(
          "Cannot ingest '"
              + given
              + "': it holds no file that is read ("
              + Kind.allEndings()
              + ")"
              + (other.isEmpty()
                  ? "; it is empty"
                  : ", only " + other.size() + " other, such as " + other.get(0)));
    }
  }

  private void addTree(FileSystem fs, FileStatus status, Path root, boolean lone)
      throws IOException {
    Path path = status.getPath();
    if (status.isDirectory()) {
      FileStatus[] children = fs.listStatus(path);
      Arrays.sort(children, Comparator.comparing(FileStatus::getPath));
      for (FileStatus child : children) {
        String name = child.getPath().getName();
        if (name.startsWith(".") || name.startsWith("_")) {
          skipped.add(Places.shown(uri(child.getPath())) + (child.isDirectory() ? "/" : ""));
        } else {
          addTree(fs, child, root, false);
        }
      }
      return;
    }
    Optional<Kind> kind = Kind.of(path.getName());
    String uri = uri(path);
    if (kind.isEmpty()) {
      skipped.add(Places.shown(uri));
    } else if (seen.add(uri)) {
      String relative = relative(root, path);
      String id = lone || root.isRoot() ? relative : root.getName() + "/" + relative;
      files.add(
          new SourceFile(files.size(), kind.get(), uri(root), uri, relative, id, status.getLen()));
    }
  }

  /** A Hadoop path as a URI that can be read again: not escaped, as Hadoop wants it. */
  private static String uri(Path path) {
    return path.toString();
  }

  private static String relative(Path root, Path path) {
    String prefix = root.toString();
    String whole = path.toString();
    if (!whole.startsWith(prefix)) {
      return path.getName();
    }
    String rest = whole.substring(prefix.length());
    return rest.startsWith("/") ? rest.substring(1) : rest;
  }

  /** The folders of a pattern before its first wildcard. */
  private static Path fixedPart(Path pattern) {
    Path fixed = pattern.getParent();
    while (fixed.toString().matches(".*[*?\\[{].*")) {
      fixed = fixed.getParent();
    }
    return fixed;
  }

  private static IllegalArgumentException missing(String path) {
    return new IllegalArgumentException(
        "Cannot ingest '" + path + "': there is no such file or folder");
  }
}
