package io.nearfield.connect.kafka;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.json.Messages;
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
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics of a live index where they are missing. Changes are kept for ever, so that a
 * new generation can replay them; questions and answers for an hour; refusals for thirty days. The
 * replication factor is the broker's default.
 */
public final class TopicSetup {

  /** How many partitions a new topic gets: as many subtasks can read it at once. */
  public static final int PARTITIONS = 4;

  /** A broker's default for the largest message. */
  private static final int USUAL_LIMIT = 1_048_588;

  private static final int LARGEST_LIMIT = 8 << 20;

  /** The headers of a batch and a record, and the longest key that a live job writes. */
  private static final int MESSAGE_OVERHEAD = 4_096;

  private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);

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

  /**
   * How large a message's value may be for a topic to take it, whoever made the topic. Kafka's
   * usual limit if the broker does not tell, at most 8 MiB.
   *
   * @return bytes, with what Kafka adds to a message taken off
   */
  public static int largestValue(String bootstrap, String topic) {
    int limit = USUAL_LIMIT;
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try (Admin admin = Admin.create(config(bootstrap))) {
      limit =
          Integer.parseInt(
              admin
                  .describeConfigs(List.of(resource), new DescribeConfigsOptions().timeoutMs(3_000))
                  .all()
                  .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                  .get(resource)
                  .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                  .value());
    } catch (ExecutionException | KafkaException | TimeoutException e) {
      LOG.warn("Kafka at {} does not tell how large a message of {} may be", bootstrap, topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(bootstrap, e);
    }
    return Math.max(MESSAGE_OVERHEAD, Math.min(limit, LARGEST_LIMIT) - MESSAGE_OVERHEAD);
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
        topic(topics.changes(), -1, 2 * Messages.MAX_BYTES),
        topic(topics.lookups(), Duration.ofHours(1).toMillis(), 2 * Messages.MAX_BYTES),
        // Ten thousand neighbours with attributes are larger than any question.
        topic(topics.neighbours(), Duration.ofHours(1).toMillis(), 4 * Messages.MAX_BYTES),
        topic(topics.deadLetters(), Duration.ofDays(30).toMillis(), 2 * Messages.MAX_BYTES));
  }

  private static NewTopic topic(String name, long retentionMs, int maxBytes) {
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
                Integer.toString(maxBytes)));
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
