package io.nearfield.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The properties of an Iceberg catalog as variables of the environment, which other users of the
 * machine cannot see: {@code NEARFIELD_CATALOG_*}, a property each, or all in {@code
 * NEARFIELD_CATALOG} as a JSON object, for names that the former cannot spell.
 */
public final class CatalogEnvironment {

  private static final String ALL = "NEARFIELD_CATALOG";
  private static final String PREFIX = "NEARFIELD_CATALOG_";

  private CatalogEnvironment() {}

  /**
   * {@code NEARFIELD_CATALOG_URI} is {@code uri}, {@code NEARFIELD_CATALOG_CATALOG_IMPL} is {@code
   * catalog-impl}, {@code NEARFIELD_CATALOG_S3__ENDPOINT} is {@code s3.endpoint}: one underscore
   * stands for a hyphen, two for a dot. These win over {@code NEARFIELD_CATALOG}.
   */
  public static Map<String, String> read(Map<String, String> environment) {
    Map<String, String> properties = new TreeMap<>();
    String all = environment.get(ALL);
    if (all != null && !all.isBlank()) {
      properties.putAll(parse(all));
    }
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX) && name.length() > PREFIX.length()) {
            properties.put(
                name.substring(PREFIX.length())
                    .toLowerCase(Locale.ROOT)
                    .replace("__", ".")
                    .replace('_', '-'),
                value);
          }
        });
    return properties;
  }

  /** Makes {@link #read} of {@code environment} return exactly {@code properties}. */
  public static void write(Map<String, String> properties, Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.equals(ALL) || name.startsWith(PREFIX));
    if (properties.isEmpty()) {
      return;
    }
    try {
      environment.put(ALL, new ObjectMapper().writeValueAsString(properties));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings that cannot be JSON", e);
    }
  }

  private static Map<String, String> parse(String json) {
    try {
      return new ObjectMapper().readValue(json, new TypeReference<Map<String, String>>() {});
    } catch (JsonProcessingException e) {
      // Not the cause: it quotes the value, which may hold a password.
      throw new IllegalArgumentException(
          "Cannot read NEARFIELD_CATALOG: it must be a JSON object of strings, such as"
              + " {\"type\": \"rest\"}");
    }
  }
}
