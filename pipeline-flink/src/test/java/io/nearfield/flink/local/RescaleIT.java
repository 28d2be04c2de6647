package io.nearfield.flink.local;

import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.kafka.LiveClient;
import io.nearfield.connect.kafka.LiveTopics;
import io.nearfield.connect.kafka.TopicSetup;
import io.nearfield.flink.LiveOptions;
import io.nearfield.flink.StateOptions;
import io.nearfield.flink.StateOptions.Backend;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job is stopped at a savepoint and goes on with more subtasks, fewer, or another backend. */
class RescaleIT {

  @TempDir Path warehouse;
  @TempDir Path savepoints;

  @Test
  void everyAnswerIsKeptFromTwoSubtasksToThreeToOneAndFromOneBackendToTheOther() {
    SmallIndex.build(warehouse, 5);
    Oracle oracle = new Oracle(5);
    LakeOptions lake = LakeOptions.of(warehouse.toString());
    try (LocalKafka kafka = LocalKafka.of(LocalLiveOptions.of(lake, SmallIndex.REF))) {
      TopicSetup.ensure(kafka.bootstrapServers(), LiveTopics.of(SmallIndex.REF));
      keepsEveryAnswer(LiveOptions.of(lake, SmallIndex.REF, kafka.bootstrapServers()), oracle);
    }
  }

  private void keepsEveryAnswer(LiveOptions options, Oracle oracle) {
    try (LiveClient client = new LiveClient(options.bootstrapServers(), options.topics())) {
      String savepoint = null;
      for (LiveOptions life :
          new LiveOptions[] {
            with(options, 2, Backend.HASHMAP),
            with(options, 3, Backend.ROCKSDB),
            with(options, 1, Backend.ROCKSDB),
            with(options, 2, Backend.HASHMAP)
          }) {
        try (LocalCluster cluster = LocalCluster.submit(life, Optional.ofNullable(savepoint))) {
          cluster.awaitReady(Duration.ofMinutes(2));
          oracle.awaitEqual(client);
          for (int i = 0; i < 120; i++) {
            client.send(oracle.next());
          }
          oracle.awaitEqual(client);
          savepoint = cluster.stopWithSavepoint(savepoints.toUri().toString());
        }
      }
    }
  }

  private static LiveOptions with(LiveOptions options, int parallelism, Backend backend) {
    return options
        .withParallelism(parallelism)
        .withState(StateOptions.defaults().withBackend(backend));
  }
}
