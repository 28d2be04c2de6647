package io.nearfield.jobs.config;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A configuration file: lines of {@code key = value}, {@code #} before remarks, in UTF-8, as Java's
 * properties files are.
 *
 * @param path null if there is none
 * @param values by key, as written
 */
record ConfigFile(Path path, Map<String, String> values) {

  static final String VARIABLE = "NEARFIELD_CONFIG";

  private static final String IN_FOLDER = "nearfield.properties";

  ConfigFile {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  static ConfigFile none() {
    return new ConfigFile(null, Map.of());
  }

  /**
   * The file that is given, else the one that the environment names, else {@code
   * nearfield.properties} in the working folder, else in {@code .nearfield} of the user's home.
   *
   * @throws NearfieldException if a file that is named is not there or cannot be read
   */
  static ConfigFile find(String given, Map<String, String> environment) {
    String named = given != null ? given : environment.get(VARIABLE);
    if (named != null && !named.isBlank()) {
      return read(Path.of(named), given != null ? "--config" : VARIABLE);
    }
    for (Path path :
        new Path[] {
          Path.of(IN_FOLDER),
          Path.of(environment.getOrDefault("HOME", "."), ".nearfield", IN_FOLDER)
        }) {
      if (Files.isRegularFile(path)) {
        return read(path, "found there");
      }
    }
    return none();
  }

  private static ConfigFile read(Path path, String by) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(path)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new NearfieldException(
          "Cannot read configuration file '" + path + "': " + e + " (" + by + ")", e);
    }
    Map<String, String> values = new TreeMap<>();
    properties.forEach((key, value) -> values.put((String) key, ((String) value).strip()));
    return new ConfigFile(path.toAbsolutePath().normalize(), values);
  }
}
