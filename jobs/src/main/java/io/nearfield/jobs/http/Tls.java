package io.nearfield.jobs.http;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The key and certificate that the server shows.
 *
 * @param keystore a PKCS #12 or JKS file
 * @param password opens it; never printed
 */
public record Tls(Path keystore, String password) {

  public Tls {
    if (!Files.isReadable(keystore)) {
      throw new IllegalArgumentException(
          "Cannot use key store '" + keystore + "': no such readable file (--tls-keystore)");
    }
  }

  @Override
  public String toString() {
    return "Tls[keystore=" + keystore + "]";
  }
}
