package io.nearfield.jobs.cli;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.jobs.http.BearerToken;
import io.nearfield.jobs.http.DoorOptions;
import io.nearfield.jobs.http.Tls;
import io.nearfield.jobs.http.endpoint.LakeRoutes;
import io.nearfield.jobs.http.endpoint.ServiceOptions;
import io.nearfield.jobs.live.Broker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield serve}. */
@Command(
    name = "serve",
    description = "Answers over HTTP, and shows a page to search with.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  nearfield serve",
      "  nearfield serve --port 9000 --live",
      "  nearfield serve --host 0.0.0.0 --token-file /etc/nearfield/token"
          + " --tls-keystore server.p12",
      "",
      "The page is at the address that it prints, what can be asked at /openapi.json."
    })
final class ServeCommand implements Callable<Integer> {

  private static final String TOKEN = "NEARFIELD_TOKEN";
  private static final String TLS_PASSWORD = "NEARFIELD_TLS_PASSWORD";

  @ParentCommand private RootCommand root;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "Where to listen; 0 for any free port. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen on. Any but loopback needs a token. Default: ${DEFAULT-VALUE}.")
  private String host;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "The secret that callers send as 'Authorization: Bearer ...', at least 16 characters in"
              + " the file's first line. Default: NEARFIELD_TOKEN.")
  private Path tokenFile;

  @Option(
      names = "--tls-keystore",
      paramLabel = "FILE",
      description = "Speaks HTTPS, with the key and certificate of a PKCS #12 or JKS file.")
  private Path tlsKeystore;

  @Option(
      names = "--tls-password-file",
      paramLabel = "FILE",
      description = "The key store's password. Default: NEARFIELD_TLS_PASSWORD.")
  private Path tlsPasswordFile;

  @Option(names = "--live", description = "Hands lookups to the running live jobs, through Kafka.")
  private boolean live;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description =
          "The Kafka of --live. Default: NEARFIELD_BOOTSTRAP_SERVERS, else the broker that the"
              + " warehouse's own live job started.")
  private String bootstrapServers;

  @Option(
      names = "--open-indexes",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many indexes share the memory for lookups. Default: ${DEFAULT-VALUE}.")
  private int openIndexes;

  @Option(
      names = "--follow",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description =
          "How often the tables are asked for new generations. Default: ${DEFAULT-VALUE}.")
  private int follow;

  @Mixin private ServeLimits limits;

  @Override
  public Integer call() throws InterruptedException {
    Numbers.requireAtLeast(1, follow, "ask every " + follow + " seconds for news", "--follow");
    DoorOptions door = new DoorOptions(host, port, token(), tls(), limits.limits());
    String servers =
        live ? Broker.locate(bootstrapServers, root.environment(), root.lakeOptions()) : null;
    ModelOptions queries =
        ModelOptions.defaults().forQueries().withLimit(door.limits().requestTime());
    ServiceOptions service =
        ServiceOptions.of(door.limits(), location -> Models.shared(location, queries))
            .withOpenIndexes(openIndexes)
            .withFollow(Duration.ofSeconds(follow))
            .withLive(servers);
    try (Lake lake = root.openLake();
        LakeRoutes routes = LakeRoutes.open(lake, door, service)) {
      root.console().out().println(routes.address());
      root.console()
          .err()
          .println(
              "Serving "
                  + root.lakeOptions().warehouse()
                  + (door.token() == null ? "" : ", to those with the token")
                  + "; stop with Ctrl-C");
      Thread closing = new Thread(routes::close, "nearfield-stop");
      Runtime.getRuntime().addShutdownHook(closing);
      routes.join();
    }
    return ExitStatus.OK;
  }

  private BearerToken token() {
    if (tokenFile != null) {
      return BearerToken.read(tokenFile);
    }
    String set = root.environment().get(TOKEN);
    return set == null || set.isBlank() ? null : BearerToken.of(set.strip(), TOKEN);
  }

  private Tls tls() {
    if (tlsKeystore == null) {
      return null;
    }
    String password = root.environment().getOrDefault(TLS_PASSWORD, "");
    if (tlsPasswordFile != null) {
      try {
        password = Files.readString(tlsPasswordFile).lines().findFirst().orElse("");
      } catch (IOException e) {
        throw new NearfieldException(
            "Cannot read '" + tlsPasswordFile + "': " + e + " (--tls-password-file)", e);
      }
    }
    return new Tls(tlsKeystore, password);
  }
}
