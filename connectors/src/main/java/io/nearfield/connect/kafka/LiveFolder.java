package io.nearfield.connect.kafka;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * The folder {@code _live} of a local warehouse: the broker's logs and address, the checkpoints and
 * the locks of the live jobs. Live jobs write it; their clients learn here where the broker is.
 *
 * @param path of the folder, which need not exist
 */
public record LiveFolder(Path path) {

  private static final String BOOTSTRAP = "bootstrap.servers";

  /**
   * The folder, or none if the warehouse is not local.
   *
   * @param warehouse a URI
   */
  public static Optional<LiveFolder> of(String warehouse) {
    return warehouse.startsWith("file:")
        ? Optional.of(new LiveFolder(Path.of(warehouse.substring("file:".length()), "_live")))
        : Optional.empty();
  }

  /** Where the broker of this warehouse keeps its log. */
  public Path brokerLogs() {
    return path.resolve("broker");
  }

  /** Held by the process that runs the broker of this warehouse. */
  public Path brokerLock() {
    return path.resolve("broker.lock");
  }

  /** Held by the process that runs the live job of an index. */
  public Path jobLock(IndexRef index) {
    return path.resolve(index.dataset()).resolve(index.name()).resolve("job.lock");
  }

  /** Where the broker was when someone last wrote it down. */
  public Optional<String> bootstrapServers() {
    Path file = path.resolve("broker.properties");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new NearfieldException("Cannot read '" + file + "': " + e.getMessage(), e);
    }
    return Optional.ofNullable(properties.getProperty(BOOTSTRAP));
  }

  /** Writes down where the broker is, in one step: no reader sees half of it. */
  public void writeBootstrapServers(String servers) {
    Path file = path.resolve("broker.properties");
    Properties properties = new Properties();
    properties.setProperty(BOOTSTRAP, servers);
    try {
      Files.createDirectories(path);
      Path written = Files.createTempFile(path, "broker", ".tmp");
      try (Writer writer = Files.newBufferedWriter(written)) {
        properties.store(writer, "where clients of the live index find Kafka");
      }
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new NearfieldException("Cannot write '" + file + "': " + e.getMessage(), e);
    }
  }
}
