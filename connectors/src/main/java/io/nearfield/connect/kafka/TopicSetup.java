package io.nearfield.connect.kafka;

import io.nearfield.connect.api.NearfieldException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates the topics of a live index where they are missing. Changes are kept for ever, so that a
 * new generation can replay them; questions and answers for an hour; refusals for thirty days. The
 * replication factor is the broker's default.
 */
public final class TopicSetup {

  /** How many partitions a new topic gets: as many subtasks can read it at once. */
  public static final int PARTITIONS = 4;

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private TopicSetup() {}

  /**
   * Returns when all four topics are there. Topics that exist already are left as they are.
   *
   * @throws NearfieldException if the broker cannot be reached or refuses
   */
  public static void ensure(String bootstrap, LiveTopics topics) {
    try (Admin admin = Admin.create(config(bootstrap))) {
      Set<String> existing =
          admin.listTopics().names().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      List<NewTopic> missing = new ArrayList<>();
      for (NewTopic topic : wanted(topics)) {
        if (!existing.contains(topic.name())) {
          missing.add(topic);
        }
      }
      for (var created : admin.createTopics(missing).values().values()) {
        awaitCreated(created);
      }
    } catch (ExecutionException e) {
      throw failed(bootstrap, e.getCause());
    } catch (KafkaException | TimeoutException e) {
      throw failed(bootstrap, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(bootstrap, e);
    }
  }

  private static void awaitCreated(KafkaFuture<Void> created)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      created.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      // Another job may have been faster.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private static List<NewTopic> wanted(LiveTopics topics) {
    return List.of(
        topic(topics.changes(), -1),
        topic(topics.lookups(), Duration.ofHours(1).toMillis()),
        topic(topics.neighbours(), Duration.ofHours(1).toMillis()),
        topic(topics.deadLetters(), Duration.ofDays(30).toMillis()));
  }

  private static NewTopic topic(String name, long retentionMs) {
    return new NewTopic(name, Optional.of(PARTITIONS), Optional.empty())
        .configs(
            Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(retentionMs),
                TopicConfig.RETENTION_BYTES_CONFIG,
                "-1",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(2 * Messages.MAX_BYTES)));
  }

  private static Map<String, Object> config(String bootstrap) {
    return Map.of(
        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
        bootstrap,
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
        5_000,
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        (int) TIMEOUT.toMillis());
  }

  private static NearfieldException failed(String bootstrap, Throwable cause) {
    return new NearfieldException(
        "Cannot create the live topics at "
            + bootstrap
            + ": "
            + (cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage())
            + "; is the broker running?",
        cause);
  }
}
