package io.nearfield.flink.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.kafka.DeadLetterCodec;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LiveFolder;
import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.connect.kafka.LookupAnswer;
import io.nearfield.connect.kafka.LookupRequest;
import io.nearfield.connect.lookup.IndexSearcher;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveJobIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final String[] THINGS = {"chair", "table", "lamp", "sofa", "bicycle", "teapot"};
  private static final String[] KINDS = {
    "red", "wooden", "small", "garden", "children's", "folding", "antique", "steel", "cheap", "blue"
  };

  @TempDir static Path warehouse;

  private static LakeOptions lakeOptions;
  private static LakeFixture.Plan plan;
  private static EmbeddingModel model;
  private static LocalLive live;
  private static LiveClient client;
  private static LiveTopics topics;

  @BeforeAll
  static void start() {
    lakeOptions = LakeOptions.of(warehouse.toString());
    model = Models.shared(Models.DEFAULT_TEXT, ModelOptions.defaults());
    FeatureSet featureSet =
        new FeatureSet("shop", "text", Metric.COSINE, model.identity(), Models.DEFAULT_TEXT);
    plan =
        LakeFixture.Plan.of("main", featureSet, "IVF6,SQ8")
            .withPartitions(3)
            .withNprobe(3)
            .withFilterColumns(Map.of("price", AttributeType.DOUBLE, "lang", AttributeType.STRING));
    List<LakeFixture.Entity> entities = new ArrayList<>();
    for (String thing : THINGS) {
      for (String kind : KINDS) {
        int n = entities.size();
        entities.add(
            new LakeFixture.Entity(
                "base-" + n,
                embed("a " + kind + " " + thing),
                Map.of("price", (double) n, "lang", n % 2 == 0 ? "de" : "en")));
      }
    }
    try (Lake lake = Lake.open(lakeOptions)) {
      LakeFixture.build(lake, plan, entities);
    }
    live =
        LocalLive.start(
            LocalLiveOptions.of(lakeOptions, plan.ref())
                .withCheckpointInterval(Duration.ofSeconds(1)));
    live.awaitReady(Duration.ofMinutes(1));
    topics = LiveTopics.of(plan.ref());
    client = new LiveClient(live.bootstrapServers(), topics);
  }

  @AfterAll
  static void stop() {
    if (client != null) {
      client.close();
    }
    if (live != null) {
      live.close();
    }
  }

  @Test
  void addedIsFoundByItsOwnVectorAndRemovedIsGoneWithinASecond() {
    Random random = new Random(1);
    List<Long> visibleMs = new ArrayList<>();
    List<Long> goneMs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      float[] vector = vector(random);
      String id = "added-" + i;
      Lookup own = Lookup.of(new Lookup.ByVector(vector), 1);
      client.send(new Change.Upsert(id, 1, null, vector, Map.of("price", 1.0)));
      visibleMs.add(awaitMs(own, ids -> ids.contains(id)));
      client.send(new Change.Delete(id, 2));
      goneMs.add(awaitMs(own, ids -> !ids.contains(id)));
      assertThat(ids(own.asExact())).doesNotContain(id);
    }
    System.out.println("visible after ms " + visibleMs + ", gone after ms " + goneMs);
    assertThat(median(visibleMs)).isLessThan(1_000);
    assertThat(median(goneMs)).isLessThan(1_000);
  }

  @Test
  void textIsEmbeddedToTheBitsOfTheBatchPath() {
    client.send(new Change.Upsert("text-1", 1, "eine rote Schubkarre", null, Map.of()));
    Lookup byBits = Lookup.of(new Lookup.ByVector(embed("eine rote Schubkarre")), 1).asExact();
    awaitMs(byBits, ids -> ids.equals(List.of("text-1")));
    Neighbour nearest = ask(byBits).neighbours().neighbours().get(0);
    assertThat(nearest.distance()).isCloseTo(0f, Offset.offset(1e-6f));
    assertThat(ids(Lookup.of(new Lookup.ByText("eine rote Schubkarre"), 1)))
        .containsExactly("text-1");
    client.send(new Change.Delete("text-1", 2));
    awaitMs(byBits, ids -> !ids.contains("text-1"));
  }

  @Test
  void answersAreThoseOfTheSearcherOverTheSameGeneration() {
    try (Lake lake = Lake.open(lakeOptions);
        IndexSearcher searcher =
            IndexSearcher.open(
                lake,
                plan.ref(),
                set -> Models.shared(set.modelLocation(), ModelOptions.defaults()))) {
      for (String text : List.of("a red chair", "something to brew tea", "a bike for kids")) {
        for (Lookup lookup :
            List.of(
                Lookup.of(new Lookup.ByText(text), 5),
                Lookup.of(new Lookup.ByText(text), 12).asExact(),
                Lookup.of(new Lookup.ByText(text), 5).withFilter("price < 30 and lang = 'de'"))) {
          Lookup stable =
              lookup.withFilter(
                  lookup.scope().filter() == null ? "lang is not null" : lookup.scope().filter());
          List<Neighbour> expected = searcher.search(stable).neighbours();
          assertThat(ask(stable).neighbours().neighbours())
              .as(stable.toString())
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void filteredLookupNeverReturnsFewerThanThereAre() {
    Lookup lookup = Lookup.of(new Lookup.ByText("a red chair"), 40).withNprobe(1);
    LookupAnswer answer = ask(lookup.withFilter("lang = 'de' and price is not null"));
    assertThat(answer.neighbours().isComplete()).isTrue();
    List<Neighbour> found = answer.neighbours().neighbours();
    assertThat(found).hasSize(30);
    assertThat(found).allSatisfy(n -> assertThat(n.attributes()).containsEntry("lang", "de"));
    assertThat(found).isSortedAccordingTo(Neighbour.NEAREST_FIRST);
  }

  @Test
  void unfilteredLookupThatFindsTooFewInItsCellsSaysSo() {
    LookupAnswer answer = ask(Lookup.of(new Lookup.ByText("a red chair"), 60).withNprobe(1));
    assertThat(answer.neighbours().neighbours()).hasSizeLessThan(60);
    assertThat(answer.neighbours().partial()).contains("probe more cells");
  }

  @Test
  void entityIsLeftOutOfItsOwnNeighbours() {
    List<String> ofBase = ids(Lookup.of(new Lookup.ByEntity("base-3"), 5).withNprobe(6));
    assertThat(ofBase).hasSize(5).doesNotContain("base-3");
    float[] vector = embed("a steel teapot");
    client.send(new Change.Upsert("twin-1", 1, null, vector, Map.of()));
    awaitMs(
        Lookup.of(new Lookup.ByEntity("base-57"), 60).withNprobe(6), ids -> ids.contains("twin-1"));
    assertThat(ids(Lookup.of(new Lookup.ByEntity("twin-1"), 2)))
        .contains("base-57")
        .doesNotContain("twin-1");
    client.send(new Change.Delete("twin-1", 2));
    awaitError("Cannot look up by entity 'twin-1': it is not in index 'shop.main'", "twin-1");
  }

  @Test
  void baseEntityMovesAndGoesAndComesBack() {
    float[] there = embed("a cheap sofa");
    float[] far = vector(new Random(99));
    Lookup nearThere = Lookup.of(new Lookup.ByVector(there), 60).withNprobe(6);
    client.send(new Change.Upsert("base-38", 5, null, far, Map.of()));
    awaitMs(Lookup.of(new Lookup.ByVector(far), 1), ids -> ids.equals(List.of("base-38")));
    List<String> all = ids(nearThere.asExact());
    assertThat(all).doesNotHaveDuplicates();
    client.send(new Change.Delete("base-38", 6));
    awaitMs(nearThere, ids -> !ids.contains("base-38"));
    client.send(new Change.Upsert("base-38", 4, null, there, Map.of()));
    client.send(new Change.Upsert("base-38", 7, null, there, Map.of("price", 38.0, "lang", "de")));
    awaitMs(Lookup.of(new Lookup.ByVector(there), 1), ids -> ids.equals(List.of("base-38")));
  }

  @Test
  void wrongLookupsAreAnsweredWithAnErrorEach() {
    assertThat(error(Lookup.of(new Lookup.ByEntity("nobody"), 1)))
        .isEqualTo("Cannot look up by entity 'nobody': it is not in index 'shop.main'");
    assertThat(error(Lookup.of(new Lookup.ByVector(new float[] {1, 2}), 1))).contains("2", "384");
    assertThat(error(Lookup.of(new Lookup.ByVector(new float[384]), 1))).contains("zero");
    assertThat(error(Lookup.of(new Lookup.ByText("x"), 1).withFilter("prise < 3")))
        .contains("did you mean 'price'?");
    assertThat(error(Lookup.of(new Lookup.ByImage(new byte[] {1}), 1))).contains("does not take");
    LookupRequest other =
        new LookupRequest(
            "other", Lookup.of(new Lookup.ByVector(new float[384]), 1), "another-model");
    assertThat(client.ask(other, TIMEOUT).error()).contains("another-model");
    assertThat(ask(Lookup.of(new Lookup.ByText("a lamp"), 1)).failed()).isFalse();
  }

  @Test
  void malformedMessagesGoToTheDeadLettersAndDisturbNothing() {
    Instant begun = Instant.now();
    sendRaw(topics.changes(), "{\"op\":\"upsert\",\"id\":\"x\",\"txt\":\"typo\"}");
    sendRaw(topics.changes(), "garbage");
    sendRaw(topics.changes(), "{\"op\":\"upsert\",\"id\":\"short\",\"vector\":[1,2,3]}");
    sendRaw(topics.lookups(), "{\"text\":\"who asks?\"}");
    List<DeadLetter> letters = deadLetters(4, begun);
    assertThat(letters)
        .extracting(DeadLetter::reason)
        .containsExactlyInAnyOrder(
            "malformed-change", "malformed-change", "unusable-content", "malformed-lookup");
    assertThat(letters)
        .anySatisfy(
            letter -> {
              assertThat(letter.entityId()).isEqualTo("short");
              assertThat(letter.source()).startsWith(topics.changes() + "-");
              assertThat(letter.message()).contains("3", "384");
            });
    assertThat(ask(Lookup.of(new Lookup.ByText("a lamp"), 1)).failed()).isFalse();
  }

  @Test
  void answersAndDeadLettersThatWouldBeTooLargeNeverStopTheJob() {
    Instant begun = Instant.now();
    String large = "x".repeat(900_000);
    for (int i = 0; i < 6; i++) {
      client.send(new Change.Upsert("large-" + i, 1, "a blue yacht " + i, null, attribute(large)));
    }
    LookupAnswer answer;
    Lookup all = Lookup.of(new Lookup.ByText("a blue yacht"), 10_000).asExact();
    do {
      answer = ask(all);
    } while (answer.neighbours().neighbours().size() < 66);
    assertThat(answer.neighbours().partial())
        .contains("attributes are left out: with them the answer has", "bytes");
    assertThat(answer.neighbours().neighbours())
        .allSatisfy(neighbour -> assertThat(neighbour.attributes()).isEmpty());
    assertThat(ask(Lookup.of(new Lookup.ByText("a blue yacht"), 3)).neighbours().partial())
        .isNull();
    assertThat(error(Lookup.of(new Lookup.ByText("x"), 1).withFilter("prise = '" + large + "'")))
        .hasSizeLessThan(2_000);
    sendRaw(topics.changes(), "{\"op\":\"upsert\",\"id\":\"x\",\"" + large + "\":1}");
    sendRaw(topics.changes(), large);
    assertThat(deadLetters(2, begun))
        .hasSize(2)
        .allSatisfy(letter -> assertThat(letter.message()).hasSizeLessThan(2_000));
    for (int i = 0; i < 6; i++) {
      client.send(new Change.Delete("large-" + i, 2));
    }
    awaitMs(all, ids -> ids.size() == 60);
  }

  private static Map<String, Object> attribute(String lang) {
    return Map.of("price", 1.0, "lang", lang);
  }

  @Test
  void messagesOfOtherClientsNeedNeitherKeyNorVersion() {
    sendRaw(topics.changes(), "{\"op\":\"upsert\",\"id\":\"console-1\",\"text\":\"ein Kanu\"}");
    Lookup canoe = Lookup.of(new Lookup.ByText("ein Kanu"), 1);
    awaitMs(canoe, ids -> ids.equals(List.of("console-1")));
    sendRaw(topics.changes(), "{\"op\":\"delete\",\"id\":\"console-1\"}");
    awaitMs(canoe, ids -> !ids.contains("console-1"));
  }

  @Test
  void secondJobOfTheSameIndexIsRefused() {
    assertThatThrownBy(() -> LocalLive.start(LocalLiveOptions.of(lakeOptions, plan.ref())))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("Cannot start the live job of index 'shop.main': another one")
        .hasMessageNotContaining("\n");
  }

  @Test
  void clientsFindTheBrokerInTheWarehouse() {
    assertThat(LiveFolder.of(lakeOptions.warehouse()).orElseThrow().bootstrapServers())
        .contains(live.bootstrapServers());
  }

  private static float[] embed(String text) {
    return model.embed(new Content.Text(text));
  }

  private static float[] vector(Random random) {
    float[] vector = new float[384];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static LookupAnswer ask(Lookup lookup) {
    return client.ask(LookupRequest.of(lookup), TIMEOUT);
  }

  private static String error(Lookup lookup) {
    return ask(lookup).error();
  }

  private static List<String> ids(Lookup lookup) {
    LookupAnswer answer = ask(lookup);
    assertThat(answer.error()).isNull();
    return answer.neighbours().neighbours().stream().map(Neighbour::entityId).toList();
  }

  /** How long until the answer is so. */
  private static long awaitMs(Lookup lookup, Predicate<List<String>> so) {
    long start = System.nanoTime();
    while (true) {
      List<String> ids = ids(lookup);
      long ms = (System.nanoTime() - start) / 1_000_000;
      if (so.test(ids)) {
        return ms;
      }
      assertThat(ms).as("still %s", ids).isLessThan(TIMEOUT.toMillis());
    }
  }

  private static void awaitError(String message, String entityId) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    String error = null;
    while (!message.equals(error)) {
      assertThat(System.nanoTime()).as("still %s", error).isLessThan(end);
      error = error(Lookup.of(new Lookup.ByEntity(entityId), 1));
    }
  }

  private static long median(List<Long> values) {
    long[] sorted = values.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void sendRaw(String topic, String message) {
    Map<String, Object> config = Map.of("bootstrap.servers", live.bootstrapServers());
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      var unused = producer.send(new ProducerRecord<>(topic, message));
    }
  }

  private static List<DeadLetter> deadLetters(int count, Instant since) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", live.bootstrapServers());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topics.deadLetters()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<DeadLetter> letters = new ArrayList<>();
      long end = System.nanoTime() + TIMEOUT.toNanos();
      while (letters.size() < count && System.nanoTime() < end) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(message -> letters.add(DeadLetterCodec.decode(message.value())));
        letters.removeIf(letter -> letter.at().isBefore(since));
      }
      return letters;
    }
  }
}
