package io.nearfield.jobs.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where and how the HTTP door listens.
 *
 * @param host name or address; anything but loopback needs a token
 * @param port 0 for any free one
 * @param token what callers must bring, or null for everybody on this machine
 * @param tls or null for plain HTTP
 * @param limits what is not served
 */
public record DoorOptions(String host, int port, BearerToken token, Tls tls, Limits limits) {

  public DoorOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "Cannot listen on port " + port + ": it must be from 0 to 65535 (--port)");
    }
    if (token == null && !loopback(host)) {
      throw new IllegalArgumentException(
          "Cannot listen on '"
              + host
              + "' without a token: others than this machine could ask; give --token-file or"
              + " NEARFIELD_TOKEN");
    }
  }

  /** Loopback, any free port, no token, no TLS. */
  public static DoorOptions local() {
    return new DoorOptions("127.0.0.1", 0, null, null, Limits.defaults());
  }

  public DoorOptions withToken(BearerToken newToken) {
    return new DoorOptions(host, port, newToken, tls, limits);
  }

  public DoorOptions withLimits(Limits newLimits) {
    return new DoorOptions(host, port, token, tls, newLimits);
  }

  public DoorOptions withTls(Tls newTls) {
    return new DoorOptions(host, port, token, newTls, limits);
  }

  private static boolean loopback(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "Cannot listen on '" + host + "': no such host (--host)", e);
    }
  }
}
