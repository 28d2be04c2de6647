package io.nearfield.jobs.config;

/**
 * One value that is set.
 *
 * @param key such as {@code warehouse}, {@code catalog.uri}, {@code search.k}
 * @param value as it is used, references followed
 * @param origin who set it
 * @param where which flag, variable or file
 */
public record Setting(String key, String value, Origin origin, String where) {

  /** Who sets a value; the first of these wins. */
  public enum Origin {
    FLAG,
    ENVIRONMENT,
    FILE,
    DEFAULT
  }

  /** The value, or stars in place of a secret. */
  public String shown() {
    return Secrets.is(key) ? "****" : value;
  }
}
