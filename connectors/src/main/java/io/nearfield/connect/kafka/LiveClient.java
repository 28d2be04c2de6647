package io.nearfield.connect.kafka;

import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.json.Messages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends changes and lookups to a live index and receives its answers.
 *
 * <pre>{@code
 * try (LiveClient client = new LiveClient("127.0.0.1:9092", LiveTopics.of(index))) {
 *   client.send(new Change.Upsert("sku-1", 7, "a red chair", null, Map.of("price", 19.5)));
 *   LookupAnswer answer =
 *       client.ask(LookupRequest.of(Lookup.of(new Lookup.ByText("chair"), 5)), ofSeconds(10));
 * }
 * }</pre>
 *
 * <p>Thread-safe. Holds two connections and one thread until closed.
 */
public final class LiveClient implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final Duration SEND = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);

  private final String bootstrap;
  private final LiveTopics topics;
  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;
  private final Map<String, CompletableFuture<LookupAnswer>> waiting = new ConcurrentHashMap<>();
  private final Thread receiver;
  private volatile boolean closed;
  private volatile RuntimeException failure;

  /** The two ways to the broker. */
  record Connections(Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer) {

    private static Connections open(String bootstrap) {
      KafkaConsumer<byte[], byte[]> consumer = null;
      try {
        consumer = LiveClient.consumer(bootstrap);
        return new Connections(consumer, LiveClient.producer(bootstrap));
      } catch (KafkaException e) {
        if (consumer != null) {
          consumer.close();
        }
        throw unreachable(bootstrap, e);
      }
    }
  }

  /**
   * Connects.
   *
   * @throws NearfieldException if the broker or the index's topics are not there
   */
  public LiveClient(String bootstrap, LiveTopics topics) {
    this(bootstrap, topics, Connections.open(bootstrap));
  }

  /** Over connections that are there, which it closes. */
  LiveClient(String bootstrap, LiveTopics topics, Connections connections) {
    this.bootstrap = bootstrap;
    this.topics = topics;
    this.consumer = connections.consumer();
    this.producer = connections.producer();
    try {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topics.neighbours(), CONNECT).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw new NearfieldException(
            "Cannot ask the live index: topic '"
                + topics.neighbours()
                + "' is not at "
                + bootstrap
                + "; start the live job first");
      }
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      // Asks for the position now, so that no answer to a later question can be missed.
      partitions.forEach(partition -> consumer.position(partition, CONNECT));
    } catch (KafkaException e) {
      release();
      throw unreachable(bootstrap, e);
    } catch (NearfieldException e) {
      release();
      throw e;
    }
    this.receiver = new Thread(this::receive, "nearfield-answers");
    receiver.setDaemon(true);
    receiver.start();
  }

  /**
   * Sends a change and returns when Kafka has stored it.
   *
   * @throws NearfieldException if Kafka has not said so within ten seconds; it may have stored the
   *     change all the same, and sending it again under the same version changes nothing
   */
  public void send(Change change) {
    await(topics.changes(), change.entityId(), ChangeCodec.encode(change));
  }

  /**
   * Asks and waits.
   *
   * @return the answer, which may be an error
   * @throws NearfieldException if there is no answer in time
   */
  public LookupAnswer ask(LookupRequest request, Duration timeout) {
    byte[] message = LookupCodec.encode(request);
    CompletableFuture<LookupAnswer> answer = new CompletableFuture<>();
    if (waiting.putIfAbsent(request.requestId(), answer) != null) {
      throw new IllegalArgumentException(
          "Cannot ask twice at once under request id '" + request.requestId() + "'");
    }
    try {
      RuntimeException broken = failure;
      if (broken != null) {
        throw receiving(broken);
      }
      await(topics.lookups(), request.requestId(), message);
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new NearfieldException(
          "Cannot look up: no answer from the live job within "
              + timeout.toMillis()
              + " ms ("
              + topics.neighbours()
              + " at "
              + bootstrap
              + "); is it running?",
          e);
    } catch (ExecutionException e) {
      throw receiving(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NearfieldException("Cannot look up: interrupted while waiting", e);
    } finally {
      waiting.remove(request.requestId());
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    consumer.wakeup();
    try {
      receiver.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(5));
  }

  private void await(String topic, String key, byte[] message) {
    try {
      // Waited for here: a producer that has lost its broker may keep a message for ever.
      var unused =
          producer
              .send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), message))
              .get(SEND.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new NearfieldException(
          "Cannot send to topic '"
              + topic
              + "' at "
              + bootstrap
              + ": no reply within "
              + SEND.toSeconds()
              + " s; is the live job running?",
          e);
    } catch (ExecutionException e) {
      throw new NearfieldException(
          "Cannot send to topic '" + topic + "' at " + bootstrap + ": " + e.getCause().getMessage(),
          e.getCause());
    } catch (KafkaException e) {
      throw new NearfieldException(
          "Cannot send to topic '" + topic + "' at " + bootstrap + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NearfieldException("Cannot send to topic '" + topic + "': interrupted", e);
    }
  }

  private void receive() {
    try (consumer) {
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
          receive(message);
        }
      }
    } catch (WakeupException e) {
      // Closing.
    } catch (RuntimeException e) {
      // Remembered first: whoever asks from now on looks at it after being put on the list.
      failure = e;
      waiting.values().forEach(answer -> answer.completeExceptionally(e));
    }
  }

  private void receive(ConsumerRecord<byte[], byte[]> message) {
    // The key is the request id: answers to others need not be read.
    if (message.key() == null || message.value() == null) {
      return;
    }
    CompletableFuture<LookupAnswer> answer =
        waiting.get(new String(message.key(), StandardCharsets.UTF_8));
    if (answer != null) {
      try {
        answer.complete(AnswerCodec.decode(message.value()));
      } catch (IllegalArgumentException e) {
        answer.completeExceptionally(e);
      }
    }
  }

  private void release() {
    consumer.close();
    producer.close(Duration.ZERO);
  }

  private NearfieldException receiving(Throwable cause) {
    return new NearfieldException(
        "Cannot receive answers from " + bootstrap + ": " + cause.getMessage(), cause);
  }

  private static NearfieldException unreachable(String bootstrap, KafkaException cause) {
    return new NearfieldException(
        "Cannot reach the live index's broker at "
            + bootstrap
            + ": "
            + cause.getMessage()
            + "; start the live job first",
        cause);
  }

  private static KafkaProducer<byte[], byte[]> producer(String bootstrap) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            CONNECT.toMillis(),
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            Messages.MAX_BYTES + 65_536),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String bootstrap) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
            1,
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            100),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
