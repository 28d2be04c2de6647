package io.nearfield.connect.onnx;

import io.nearfield.connect.api.NearfieldException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * Where a model is: the name of a built-in one, or a folder given as a path or as a URI of any file
 * system that Hadoop knows; of a folder elsewhere, its copy here.
 *
 * @param builtIn the built-in name, or null
 * @param folder the existing file or folder, absolute; null for a built-in
 */
record ModelLocation(String builtIn, Path folder) {

  private static final Pattern OTHER_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://?.*");

  static ModelLocation of(String location) {
    return of(location, null);
  }

  /**
   * Finds a model; a folder on another file system is fetched.
   *
   * @param hadoop how other file systems are reached; null for Hadoop's own settings
   */
  static ModelLocation of(String location, Configuration hadoop) {
    if (location == null || location.isBlank()) {
      throw new IllegalArgumentException(
          "Cannot open a model without a name; give --model " + known() + " or a folder");
    }
    if (location.equals(Models.DEFAULT_TEXT) || location.equals(Models.BUILT_IN_IMAGE)) {
      return new ModelLocation(location, null);
    }
    Path path =
        isElsewhere(location)
            ? RemoteFolder.fetched(location, hadoop == null ? new Configuration() : hadoop)
            : path(location);
    if (!Files.exists(path)) {
      throw new NearfieldException(
          "Cannot open model '"
              + location
              + "': there is no such folder, and no built-in model of that name; built in are "
              + known());
    }
    return new ModelLocation(null, path.toAbsolutePath().normalize());
  }

  ModelPlan plan() {
    if (builtIn == null) {
      return ModelFolder.plan(folder);
    }
    return builtIn.equals(Models.DEFAULT_TEXT) ? BuiltInTextModel.plan() : BuiltInImageModel.plan();
  }

  private static String known() {
    return "'" + Models.DEFAULT_TEXT + "' and '" + Models.BUILT_IN_IMAGE + "'";
  }

  private static boolean isElsewhere(String location) {
    return !location.startsWith("file:") && OTHER_SCHEME.matcher(location).matches();
  }

  private static Path path(String location) {
    String local = location.startsWith("file:") ? withoutScheme(location) : location;
    try {
      return Path.of(local);
    } catch (InvalidPathException e) {
      throw new NearfieldException(
          "Cannot open model '" + location + "': " + Messages.oneLine(e), e);
    }
  }

  private static String withoutScheme(String uri) {
    String path = uri.substring("file:".length());
    return path.startsWith("//") ? path.substring(2) : path;
  }
}
