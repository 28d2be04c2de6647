package io.nearfield.jobs.live;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.kafka.LiveFolder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;

/** Finds the Kafka that changes and lookups go through. */
public final class Broker {

  private static final int CONNECT_MILLIS = 2_000;

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
    String told =
        LiveFolder.of(lake.warehouse())
            .flatMap(LiveFolder::bootstrapServers)
            .orElseThrow(() -> none("none has run in this warehouse"));
    // The address outlives the job, so that the next one comes back to it.
    if (!listens(told)) {
      throw none("nobody answers at " + told + ", where this warehouse's was last");
    }
    return told;
  }

  private static NearfieldException none(String why) {
    return new NearfieldException(
        "Cannot reach a live job: "
            + why
            + "; start it with 'nearfield live --index IDX', or give --bootstrap-servers");
  }

  /** Whether any of the servers takes a connection. */
  private static boolean listens(String servers) {
    for (String server : servers.split(",")) {
      int colon = server.lastIndexOf(':');
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(
                server.substring(0, colon).strip(), Integer.parseInt(server.substring(colon + 1))),
            CONNECT_MILLIS);
        return true;
      } catch (IOException e) {
        // the next one, then
      }
    }
    return false;
  }
}
