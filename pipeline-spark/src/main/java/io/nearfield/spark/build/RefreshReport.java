package io.nearfield.spark.build;

import io.nearfield.connect.api.Generation;

/**
 * What a refresh came to.
 *
 * @param generation the active generation as it is now; what it would have become, if the refresh
 *     was refused
 * @param appended entries that are new
 * @param changed entries whose vector or attributes were replaced
 * @param removed entries that left
 * @param incremental whether the new rows were found from the tables' history alone
 * @param published whether lookups see it now; a refresh that changes nothing is published
 * @param advice why it was refused, or why a new build is due, else null
 * @param seconds how long it took
 */
public record RefreshReport(
    Generation generation,
    long appended,
    long changed,
    long removed,
    boolean incremental,
    boolean published,
    String advice,
    double seconds) {

  /** Whether any entry was added, replaced or removed. */
  public boolean changesAnything() {
    return appended + changed + removed > 0;
  }
}
