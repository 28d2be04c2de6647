package io.nearfield.jobs.live;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.kafka.LiveFolder;
import java.util.Map;

/** Finds the Kafka that changes and lookups go through. */
public final class Broker {

  private Broker() {}

  /**
   * The address given, else {@code NEARFIELD_BOOTSTRAP_SERVERS}, else what the warehouse's own live
   * job told.
   *
   * @throws NearfieldException if there is none
   */
  public static String locate(String given, Map<String, String> environment, LakeOptions lake) {
    if (given != null && !given.isBlank()) {
      return given;
    }
    String set = environment.get("NEARFIELD_BOOTSTRAP_SERVERS");
    if (set != null && !set.isBlank()) {
      return set;
    }
    return LiveFolder.of(lake.warehouse())
        .flatMap(LiveFolder::bootstrapServers)
        .orElseThrow(
            () ->
                new NearfieldException(
                    "Cannot reach a live job: none runs in this warehouse; start it with"
                        + " 'nearfield live --index IDX', or give --bootstrap-servers"));
  }
}
