package io.nearfield.jobs.config;

import io.nearfield.connect.api.Suggestion;
import io.nearfield.jobs.CatalogEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is set by the environment and by a configuration file; the environment wins.
 *
 * <p>A key of the file and a variable are two spellings of one name: {@code search.nprobe} is
 * {@code NEARFIELD_SEARCH_NPROBE}. Properties of the catalog keep their own spelling in the file,
 * {@code catalog.s3.endpoint}. Immutable.
 */
public final class Settings {

  private static final String PREFIX = "NEARFIELD_";
  private static final String CATALOG = "catalog.";

  private final Map<String, String> environment;
  private final ConfigFile file;
  private final Map<String, String> ofFile;

  private Settings(Map<String, String> environment, ConfigFile file) {
    this.environment = environment;
    this.file = file;
    Map<String, String> resolved = new TreeMap<>();
    file.values()
        .forEach(
            (key, value) ->
                resolved.put(
                    key, Secrets.resolve(key, value, environment, "in '" + file.path() + "'")));
    this.ofFile = Collections.unmodifiableMap(resolved);
  }

  /**
   * Reads the configuration file, if there is one.
   *
   * @param configFile what {@code --config} says, or null
   * @throws io.nearfield.connect.api.NearfieldException if it cannot be read
   * @throws IllegalArgumentException if a secret stands in it
   */
  public static Settings load(Map<String, String> environment, String configFile) {
    return new Settings(Map.copyOf(environment), ConfigFile.find(configFile, environment));
  }

  /** The file that was read, if there is one. */
  public Optional<Path> file() {
    return Optional.ofNullable(file.path());
  }

  /**
   * Refuses keys of the file that mean nothing, naming the nearest that does.
   *
   * @param known the keys that mean something, beside those of the catalog
   */
  public void requireKnown(Collection<String> known) {
    for (String key : ofFile.keySet()) {
      if (!key.startsWith(CATALOG) && !known.contains(key)) {
        throw new IllegalArgumentException(
            "Cannot use configuration file '"
                + file.path()
                + "': there is no setting '"
                + key
                + "'"
                + Suggestion.sentence(key, known)
                + "; 'nearfield config --all' lists them");
      }
    }
  }

  /** The value of a key, by the environment or the file. */
  public Optional<Setting> find(String key) {
    String variable = variable(key);
    String value = environment.get(variable);
    if (value != null && !value.isBlank()) {
      return Optional.of(new Setting(key, value, Setting.Origin.ENVIRONMENT, variable));
    }
    return Optional.ofNullable(ofFile.get(key)).map(written -> ofFile(key, written));
  }

  /** The properties of the catalog, by their own names. */
  public List<Setting> catalog() {
    Map<String, Setting> settings = new TreeMap<>();
    ofFile.forEach(
        (key, value) -> {
          if (key.startsWith(CATALOG)) {
            settings.put(key.substring(CATALOG.length()), ofFile(key, value));
          }
        });
    CatalogEnvironment.read(environment)
        .forEach(
            (name, value) ->
                settings.put(
                    name,
                    new Setting(
                        CATALOG + name, value, Setting.Origin.ENVIRONMENT, "NEARFIELD_CATALOG_*")));
    return List.copyOf(settings.values());
  }

  /** The properties of the catalog as Iceberg takes them. */
  public Map<String, String> catalogProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    catalog()
        .forEach(
            setting -> properties.put(setting.key().substring(CATALOG.length()), setting.value()));
    return properties;
  }

  /** Variables of ours that mean nothing: misspelt, perhaps. */
  public List<String> unknownVariables(Collection<String> known) {
    List<String> unknown = new ArrayList<>();
    for (String name : new TreeMap<>(environment).keySet()) {
      boolean ours = name.startsWith(PREFIX) && !name.startsWith("NEARFIELD_CATALOG");
      if (ours && known.stream().noneMatch(key -> variable(key).equals(name))) {
        unknown.add(name);
      }
    }
    return unknown;
  }

  /** The environment, with what the file sets and it does not. */
  public Map<String, String> environment() {
    Map<String, String> merged = new TreeMap<>(environment);
    ofFile.forEach(
        (key, value) -> {
          String there = merged.get(variable(key));
          if (!key.startsWith(CATALOG) && (there == null || there.isBlank())) {
            merged.put(variable(key), value);
          }
        });
    return Collections.unmodifiableMap(merged);
  }

  /** {@code search.nprobe} as a variable: {@code NEARFIELD_SEARCH_NPROBE}. */
  public static String variable(String key) {
    return PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private Setting ofFile(String key, String value) {
    return new Setting(key, value, Setting.Origin.FILE, String.valueOf(file.path()));
  }
}
