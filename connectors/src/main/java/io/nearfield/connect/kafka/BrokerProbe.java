package io.nearfield.connect.kafka;

import io.nearfield.connect.api.NearfieldException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** Whether a Kafka answers. */
public final class BrokerProbe {

  private BrokerProbe() {}

  /**
   * How many brokers the cluster has that these servers belong to.
   *
   * @throws NearfieldException if nobody answers in time
   */
  public static int brokers(String bootstrapServers, Duration timeout) {
    Map<String, Object> options =
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis(),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
    try (Admin admin = Admin.create(options)) {
      return admin.describeCluster().nodes().get(timeout.toMillis(), TimeUnit.MILLISECONDS).size();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw unreachable(bootstrapServers, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(bootstrapServers, e);
    }
  }

  private static NearfieldException unreachable(String servers, Exception cause) {
    return new NearfieldException(
        "Cannot reach the Kafka at " + servers + ": nobody answers", cause);
  }
}
