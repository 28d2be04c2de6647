package io.nearfield.connect.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LiveClientTest {

  private static final LiveTopics TOPICS = LiveTopics.of(new IndexRef("shop", "main"));
  private static final Node[] NODES = {new Node(1, "127.0.0.1", 9)};

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

  @BeforeEach
  void topicIsThere() {
    consumer.updatePartitions(
        TOPICS.neighbours(),
        List.of(new PartitionInfo(TOPICS.neighbours(), 0, NODES[0], NODES, NODES)));
    consumer.updateEndOffsets(Map.of(new TopicPartition(TOPICS.neighbours(), 0), 0L));
  }

  @Test
  void failureToReceiveIsToldAtOnceAndToEveryLaterQuestion() {
    try (LiveClient client = client()) {
      consumer.schedulePollTask(
          () -> consumer.setPollException(new KafkaException("not authorised")));
      for (int i = 0; i < 2; i++) {
        LookupRequest request = LookupRequest.of(Lookup.of(new Lookup.ByText("x"), 1));
        assertThatThrownBy(() -> client.ask(request, Duration.ofMinutes(10)))
            .isInstanceOf(NearfieldException.class)
            .hasMessage("Cannot receive answers from 127.0.0.1:9: not authorised");
      }
    }
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void connectionsAreClosedWhereTheTopicIsMissing() {
    consumer.updatePartitions(TOPICS.neighbours(), List.of());
    assertThatThrownBy(this::client)
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("is not at 127.0.0.1:9; start the live job first");
    assertThat(consumer.closed()).isTrue();
    assertThat(producer.closed()).isTrue();
  }

  private LiveClient client() {
    return new LiveClient("127.0.0.1:9", TOPICS, new LiveClient.Connections(consumer, producer));
  }
}
