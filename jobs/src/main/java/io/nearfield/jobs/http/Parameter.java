package io.nearfield.jobs.http;

/**
 * A parameter of a route, in its path or its query.
 *
 * @param name as it is written
 * @param kind what its value is
 * @param meaning one line
 */
public record Parameter(String name, Kind kind, String meaning) {

  /** What values there are. */
  public enum Kind {
    TEXT("string"),
    WHOLE("integer"),
    FLAG("boolean");

    private final String schema;

    Kind(String schema) {
      this.schema = schema;
    }

    String schema() {
      return schema;
    }
  }
}
