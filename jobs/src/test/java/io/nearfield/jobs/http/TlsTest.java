package io.nearfield.jobs.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.NearfieldException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door with a key of its own. */
class TlsTest {

  private static final String PASSWORD = "changeit-1";

  @TempDir Path folder;

  private Path keystore() throws Exception {
    Path file = folder.resolve("server.p12");
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    int status =
        new ProcessBuilder(
                keytool.toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    assertThat(status).isZero();
    return file;
  }

  @Test
  void speaksHttps() throws Exception {
    Path file = keystore();
    Route route = Route.get("/ping", "ping", "Answers").by(call -> Reply.ok("pong"));
    try (HttpDoor door =
        HttpDoor.open(
            DoorOptions.local().withTls(new Tls(file, PASSWORD)), inside -> List.of(route))) {
      assertThat(door.address().getScheme()).isEqualTo("https");
      HttpClient client = HttpClient.newBuilder().sslContext(trusting(file)).build();
      assertThat(
              client
                  .send(
                      HttpRequest.newBuilder(URI.create(door.address() + "/ping")).build(),
                      BodyHandlers.ofString())
                  .body())
          .isEqualTo("\"pong\"");
    }
  }

  @Test
  void saysThatTheKeyStoreDoesNotOpen() throws Exception {
    Path file = keystore();
    assertThatThrownBy(
            () ->
                HttpDoor.open(
                    DoorOptions.local().withTls(new Tls(file, "wrong")), inside -> List.of()))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("--tls-keystore");
    Path nothing = Files.writeString(folder.resolve("none.p12"), "no key store");
    assertThatThrownBy(
            () ->
                HttpDoor.open(
                    DoorOptions.local().withTls(new Tls(nothing, PASSWORD)), inside -> List.of()))
        .isInstanceOf(NearfieldException.class);
    assertThat(new Tls(file, PASSWORD).toString()).doesNotContain(PASSWORD);
  }

  @Test
  void saysThatThePortIsTaken() {
    try (HttpDoor first = HttpDoor.open(DoorOptions.local(), inside -> List.of())) {
      DoorOptions same =
          new DoorOptions("127.0.0.1", first.address().getPort(), null, null, Limits.defaults());
      assertThatThrownBy(() -> HttpDoor.open(same, inside -> List.of()))
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("--port");
    }
  }

  private static SSLContext trusting(Path file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
