package io.nearfield.jobs.cli;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads the properties of an Iceberg catalog from the environment. */
final class Catalog {

  private static final String PREFIX = "NEARFIELD_CATALOG_";

  private Catalog() {}

  /**
   * {@code NEARFIELD_CATALOG_URI} is {@code uri}, {@code NEARFIELD_CATALOG_CATALOG_IMPL} is {@code
   * catalog-impl}, {@code NEARFIELD_CATALOG_S3__ENDPOINT} is {@code s3.endpoint}: one underscore
   * stands for a hyphen, two for a dot.
   */
  static Map<String, String> fromEnvironment(Map<String, String> environment) {
    Map<String, String> properties = new TreeMap<>();
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
}
