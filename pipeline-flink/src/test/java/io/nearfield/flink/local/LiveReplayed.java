package io.nearfield.flink.local;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeFixture;
import io.nearfield.connect.iceberg.LakeFixture.Entity;
import io.nearfield.connect.iceberg.LakeFixture.Plan;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.kafka.ChangeCodec;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.connect.kafka.LookupAnswer;
import io.nearfield.connect.kafka.LookupRequest;
import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.runbook.Replayed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A live job under a runbook. Its base generation is trained on the rows of the first insert and
 * built from them; all that comes later goes through Kafka, and is waited for before the next
 * search. Nothing is trained again by hand.
 */
final class LiveReplayed implements Replayed, AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** So many ids fit into one lookup's view. */
  private static final int VIEW = 8_000;

  private final Path warehouse;
  private final String spec;
  private final int nprobe;
  private LocalLive live;
  private LiveClient client;
  private KafkaProducer<byte[], byte[]> changes;
  private LiveTopics topics;
  private int dimension;
  private long version;

  LiveReplayed(Path warehouse, String spec, int nprobe) {
    this.warehouse = warehouse;
    this.spec = spec;
    this.nprobe = nprobe;
  }

  @Override
  public void insert(long[] tags, VectorBatch rows) {
    if (live == null) {
      start(tags, rows);
    } else {
      send(tags, rows);
    }
  }

  @Override
  public void replace(long[] tags, VectorBatch rows) {
    send(tags, rows);
  }

  @Override
  public void delete(long[] tags) {
    version++;
    for (long tag : tags) {
      send(new Change.Delete(id(tag), version));
    }
    changes.flush();
    awaitAll(tags, null, 0);
  }

  @Override
  public List<long[]> search(VectorBatch queries, int k) {
    List<long[]> answers = new ArrayList<>();
    for (int i = 0; i < queries.rows(); i++) {
      List<Neighbour> found =
          ask(Lookup.of(new Lookup.ByVector(queries.row(i)), k).returning(List.of()));
      answers.add(found.stream().mapToLong(n -> Long.parseLong(n.entityId())).toArray());
    }
    return answers;
  }

  private void start(long[] tags, VectorBatch rows) {
    LakeOptions options = LakeOptions.of(warehouse.toString());
    dimension = rows.dimension();
    Plan plan =
        Plan.of(
                "runbook",
                LakeFixture.featureSet("live", "rows", Metric.EUCLIDEAN, rows.dimension()),
                spec)
            .withPartitions(4)
            .withNprobe(nprobe)
            .withFilterColumns(Map.of("step", AttributeType.LONG));
    List<Entity> entities = new ArrayList<>();
    for (int i = 0; i < tags.length; i++) {
      entities.add(new Entity(id(tags[i]), rows.row(i), Map.of("step", version)));
    }
    try (Lake lake = Lake.open(options)) {
      LakeFixture.build(lake, plan, entities);
    }
    live = LocalLive.start(LocalLiveOptions.of(options, plan.ref()));
    live.awaitReady(TIMEOUT);
    topics = LiveTopics.of(plan.ref());
    client = new LiveClient(live.bootstrapServers(), topics);
    changes =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", live.bootstrapServers(), "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  private void send(long[] tags, VectorBatch rows) {
    version++;
    for (int i = 0; i < tags.length; i++) {
      send(new Change.Upsert(id(tags[i]), version, null, rows.row(i), Map.of("step", version)));
    }
    changes.flush();
    awaitAll(tags, "step = " + version, tags.length);
  }

  private void send(Change change) {
    var unused =
        changes.send(
            new ProducerRecord<>(
                topics.changes(),
                change.entityId().getBytes(StandardCharsets.UTF_8),
                ChangeCodec.encode(change)));
  }

  /** Returns when so many of the tags are there as the filter says. */
  private void awaitAll(long[] tags, String filter, long expected) {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    long there = count(tags, filter);
    while (there != expected) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            there + " of " + expected + " changes are to be seen after " + TIMEOUT);
      }
      there = count(tags, filter);
    }
  }

  private long count(long[] tags, String filter) {
    long there = 0;
    for (int from = 0; from < tags.length; from += VIEW) {
      Set<String> view = new LinkedHashSet<>();
      Arrays.stream(tags, from, Math.min(tags.length, from + VIEW))
          .forEach(tag -> view.add(id(tag)));
      Lookup lookup =
          Lookup.of(new Lookup.ByVector(new float[dimension]), 1)
              .within(view)
              .withFilter(filter)
              .returning(List.of());
      LookupAnswer answer = client.ask(LookupRequest.of(lookup), TIMEOUT);
      there += answer.neighbours().total();
    }
    return there;
  }

  private List<Neighbour> ask(Lookup lookup) {
    LookupAnswer answer = client.ask(LookupRequest.of(lookup), TIMEOUT);
    if (answer.failed()) {
      throw new NearfieldException(answer.error());
    }
    return answer.neighbours().neighbours();
  }

  private static String id(long tag) {
    return Long.toString(tag);
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
      changes.close();
    }
    if (live != null) {
      live.close();
    }
  }
}
