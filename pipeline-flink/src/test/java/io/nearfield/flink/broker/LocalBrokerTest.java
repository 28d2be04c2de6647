package io.nearfield.flink.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.connect.kafka.LookupRequest;
import io.nearfield.connect.kafka.TopicSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBrokerTest {

  private static final LiveTopics TOPICS = LiveTopics.of(new IndexRef("shop", "main"));

  @TempDir Path directory;

  @Test
  void whatWasSentIsThereAfterRestartOnAnotherPort() {
    String first;
    try (LocalBroker broker = LocalBroker.start(directory, 0)) {
      first = broker.bootstrapServers();
      assertThat(first).startsWith("127.0.0.1:");
      broker.createTopics(TOPICS);
      broker.createTopics(TOPICS);
      try (LiveClient client = new LiveClient(first, TOPICS)) {
        client.send(new Change.Delete("a", 1));
        client.send(new Change.Delete("b", 2));
        LookupRequest request = LookupRequest.of(Lookup.of(new Lookup.ByText("x"), 1));
        assertThatThrownBy(() -> client.ask(request, Duration.ofMillis(300)))
            .isInstanceOf(NearfieldException.class)
            .hasMessageContaining("no answer from the live job within 300 ms");
      }
      assertThat(changes(first)).hasSize(2);
    }
    try (LocalBroker broker = LocalBroker.start(directory, 0)) {
      assertThat(changes(broker.bootstrapServers())).hasSize(2);
    }
  }

  @Test
  void changesAreKeptForEver() throws Exception {
    try (LocalBroker broker = LocalBroker.start(directory, 0)) {
      broker.createTopics(TOPICS);
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        ConfigResource changes = new ConfigResource(ConfigResource.Type.TOPIC, TOPICS.changes());
        ConfigResource lookups = new ConfigResource(ConfigResource.Type.TOPIC, TOPICS.lookups());
        var configs = admin.describeConfigs(List.of(changes, lookups)).all().get();
        assertThat(configs.get(changes).get("retention.ms").value()).isEqualTo("-1");
        assertThat(configs.get(changes).get("cleanup.policy").value()).isEqualTo("delete");
        assertThat(configs.get(lookups).get("retention.ms").value()).isEqualTo("3600000");
      }
      assertThat(TopicSetup.largestValue(broker.bootstrapServers(), TOPICS.neighbours()))
          .isBetween((4 << 20) - 10_000, 4 << 20);
      assertThat(TopicSetup.largestValue(broker.bootstrapServers(), "nobody-has-it"))
          .as("Kafka's usual limit")
          .isBetween((1 << 20) - 10_000, 1 << 20);
      assertThatThrownBy(() -> LocalBroker.start(directory.resolve("other"), port(broker)))
          .isInstanceOf(NearfieldException.class)
          .hasMessageContaining("is taken");
    }
  }

  @Test
  void clientWithoutBrokerFailsWithOneLine() {
    assertThatThrownBy(() -> new LiveClient("127.0.0.1:1", TOPICS).close())
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("Cannot reach the live index's broker at 127.0.0.1:1")
        .hasMessageNotContaining("\n");
  }

  private static int port(LocalBroker broker) {
    return Integer.parseInt(broker.bootstrapServers().substring("127.0.0.1:".length()));
  }

  private static List<String> changes(String bootstrap) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrap);
    config.put("auto.offset.reset", "earliest");
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(TOPICS.changes()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long total =
          consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
      Stream.Builder<String> values = Stream.builder();
      for (long n = 0; n < total; ) {
        for (var message : consumer.poll(Duration.ofMillis(200))) {
          values.add(message.value());
          n++;
        }
      }
      return values.build().toList();
    }
  }
}
