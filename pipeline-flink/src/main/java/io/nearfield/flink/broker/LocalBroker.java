package io.nearfield.flink.broker;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.connect.kafka.TopicSetup;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A real Kafka broker in this JVM: one node, broker and controller at once (KRaft), reachable from
 * this machine alone. What it stores lies in a folder and is there again after a restart, also
 * after the process was killed.
 *
 * <p>Starts in about three seconds. Meant for one person's machine and for tests: one copy of
 * everything, no password.
 */
public final class LocalBroker implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  private final String bootstrapServers;
  private final KafkaRaftServer server;
  private boolean closed;

  private LocalBroker(String bootstrapServers, KafkaRaftServer server) {
    this.bootstrapServers = bootstrapServers;
    this.server = server;
  }

  /**
   * Starts a broker.
   *
   * @param directory where its logs are or will be
   * @param port to listen on, or 0 for a free one
   * @throws NearfieldException if the port or the folder is taken
   */
  public static LocalBroker start(Path directory, int port) {
    int brokerPort = port;
    KafkaRaftServer server = null;
    try {
      Files.createDirectories(directory);
      brokerPort = freePort(port);
      int controllerPort = freePort(0);
      LogDirectory.format(directory);
      server =
          new KafkaRaftServer(
              KafkaConfig.fromProps(
                  BrokerSettings.of(directory, HOST, brokerPort, controllerPort), false),
              Time.SYSTEM);
      server.startup();
      return new LocalBroker(HOST + ":" + brokerPort, server);
    } catch (IOException | RuntimeException e) {
      if (server != null) {
        server.shutdown();
        server.awaitShutdown();
      }
      throw new NearfieldException(
          "Cannot start a broker on "
              + HOST
              + ":"
              + brokerPort
              + " in '"
              + directory
              + "': "
              + e.getMessage(),
          e);
    }
  }

  /** Whether a broker could listen on the port now. */
  public static boolean isFree(int port) {
    try {
      return freePort(port) == port;
    } catch (IOException e) {
      return false;
    }
  }

  /** Where clients find it: {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Creates an index's topics where they are missing. */
  public void createTopics(LiveTopics topics) {
    TopicSetup.ensure(bootstrapServers, topics);
  }

  /** Stops it; what it stored stays. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      server.shutdown();
      server.awaitShutdown();
    }
  }

  /** The port itself if it is free, or any free one for 0. */
  private static int freePort(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
      return socket.getLocalPort();
    } catch (BindException e) {
      throw new IOException("port " + port + " is taken", e);
    }
  }
}
