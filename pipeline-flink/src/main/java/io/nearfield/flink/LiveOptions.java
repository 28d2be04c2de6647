package io.nearfield.flink;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Suggestion;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.connect.kafka.LiveTopics;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What a live job needs to know.
 *
 * @param lake where the tables lie
 * @param index the index that is kept live; its active generation is the base
 * @param bootstrapServers Kafka's addresses: {@code host:port[,host:port]}
 * @param parallelism subtasks of every operator, at least 1
 * @param checkpointInterval time between checkpoints
 * @param checkpointDirectory where the checkpoints go, or null for {@code
 *     <warehouse>/_live/<dataset>/<index>/state-<hash>/checkpoints}
 * @param state how state and entries are kept
 * @param canary how the job grades its own answers
 * @param tables what the job has to do with the tables
 */
public record LiveOptions(
    LakeOptions lake,
    IndexRef index,
    String bootstrapServers,
    int parallelism,
    Duration checkpointInterval,
    String checkpointDirectory,
    StateOptions state,
    CanaryOptions canary,
    TableOptions tables)
    implements Serializable {

  /** Keys of {@link #fromStrings}; {@code catalog.<property>} are the catalog's. */
  private static final List<String> KEYS =
      List.of(
          "warehouse",
          "index",
          "bootstrap-servers",
          "parallelism",
          "checkpoint-interval-ms",
          "checkpoint-directory",
          "state-backend",
          "live-memory-mb",
          "change-retention-hours",
          "generation-poll-ms",
          "canary-share",
          "canary-interval-ms",
          "commit-interval-ms",
          "no-tables",
          "changes");

  public LiveOptions {
    if (bootstrapServers == null || bootstrapServers.isBlank()) {
      throw new IllegalArgumentException(
          "Cannot run a live job without a broker: give its address (--bootstrap-servers)");
    }
    if (parallelism < 1) {
      throw new IllegalArgumentException(
          "Cannot run a live job with parallelism " + parallelism + ": at least 1 is needed");
    }
    if (checkpointInterval.toMillis() < 100) {
      throw new IllegalArgumentException(
          "Cannot checkpoint every "
              + checkpointInterval.toMillis()
              + " ms: at least 100 ms are needed");
    }
  }

  /** One subtask per operator, a checkpoint every five seconds, in the usual directory. */
  public static LiveOptions of(LakeOptions lake, IndexRef index, String bootstrapServers) {
    return new LiveOptions(
        lake,
        index,
        bootstrapServers,
        1,
        Duration.ofSeconds(5),
        null,
        StateOptions.defaults(),
        CanaryOptions.defaults(),
        TableOptions.defaults());
  }

  /**
   * From plain strings, as a {@code main} has them: {@code warehouse}, {@code index} ({@code
   * dataset.name}), {@code bootstrap-servers}, and if wanted {@code parallelism}, {@code
   * checkpoint-interval-ms}, {@code checkpoint-directory}, {@code state-backend}, {@code
   * live-memory-mb}, {@code change-retention-hours}, {@code generation-poll-ms}, {@code
   * canary-share}, {@code canary-interval-ms}, {@code commit-interval-ms}, {@code no-tables}
   * ({@code true}), {@code changes} ({@code kafka}, {@code table} or {@code both}) and {@code
   * catalog.<property>}.
   *
   * @throws IllegalArgumentException naming the key that is missing, unknown or wrong
   */
  public static LiveOptions fromStrings(Map<String, String> strings) {
    Map<String, String> catalog = new HashMap<>();
    for (String key : new TreeSet<>(strings.keySet())) {
      if (key.startsWith("catalog.")) {
        catalog.put(key.substring("catalog.".length()), strings.get(key));
      } else if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "Cannot use live option '" + key + "'" + Suggestion.sentence(key, known()));
      }
    }
    String index = required(strings, "index");
    int dot = index.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException(
          "Cannot use index '" + index + "': give it as dataset.name");
    }
    LiveOptions options =
        of(
            new LakeOptions(required(strings, "warehouse"), catalog),
            new IndexRef(index.substring(0, dot), index.substring(dot + 1)),
            required(strings, "bootstrap-servers"));
    if (strings.containsKey("parallelism")) {
      options = options.withParallelism((int) number(strings, "parallelism"));
    }
    if (strings.containsKey("checkpoint-interval-ms")) {
      options =
          options.withCheckpointInterval(
              Duration.ofMillis(number(strings, "checkpoint-interval-ms")));
    }
    return options
        .withCheckpointDirectory(strings.get("checkpoint-directory"))
        .withState(state(strings))
        .withCanary(canary(strings))
        .withTables(TableOptions.of(strings));
  }

  public LiveOptions withParallelism(int newParallelism) {
    return new LiveOptions(
        lake,
        index,
        bootstrapServers,
        newParallelism,
        checkpointInterval,
        checkpointDirectory,
        state,
        canary,
        tables);
  }

  public LiveOptions withCheckpointInterval(Duration newInterval) {
    return new LiveOptions(
        lake,
        index,
        bootstrapServers,
        parallelism,
        newInterval,
        checkpointDirectory,
        state,
        canary,
        tables);
  }

  public LiveOptions withCheckpointDirectory(String newDirectory) {
    return new LiveOptions(
        lake,
        index,
        bootstrapServers,
        parallelism,
        checkpointInterval,
        newDirectory,
        state,
        canary,
        tables);
  }

  public LiveOptions withState(StateOptions newState) {
    return new LiveOptions(
        lake,
        index,
        bootstrapServers,
        parallelism,
        checkpointInterval,
        checkpointDirectory,
        newState,
        canary,
        tables);
  }

  public LiveOptions withCanary(CanaryOptions newCanary) {
    return new LiveOptions(
        lake,
        index,
        bootstrapServers,
        parallelism,
        checkpointInterval,
        checkpointDirectory,
        state,
        newCanary,
        tables);
  }

  public LiveOptions withTables(TableOptions newTables) {
    return new LiveOptions(
        lake,
        index,
        bootstrapServers,
        parallelism,
        checkpointInterval,
        checkpointDirectory,
        state,
        canary,
        newTables);
  }

  /** The index's topics. */
  public LiveTopics topics() {
    return LiveTopics.of(index);
  }

  private static StateOptions state(Map<String, String> strings) {
    StateOptions state = StateOptions.defaults();
    if (strings.containsKey("state-backend")) {
      state = state.withBackend(StateOptions.Backend.parse(strings.get("state-backend")));
    }
    if (strings.containsKey("live-memory-mb")) {
      state = state.withMemoryPerSubtask(number(strings, "live-memory-mb") << 20);
    }
    if (strings.containsKey("change-retention-hours")) {
      state = state.withRetention(Duration.ofHours(number(strings, "change-retention-hours")));
    }
    if (strings.containsKey("generation-poll-ms")) {
      state = state.withGenerationPoll(Duration.ofMillis(number(strings, "generation-poll-ms")));
    }
    return state;
  }

  private static CanaryOptions canary(Map<String, String> strings) {
    CanaryOptions canary = CanaryOptions.defaults();
    if (strings.containsKey("canary-share")) {
      canary = canary.withShare(share(strings.get("canary-share")));
    }
    if (strings.containsKey("canary-interval-ms")) {
      canary = canary.withInterval(Duration.ofMillis(number(strings, "canary-interval-ms")));
    }
    return canary;
  }

  private static double share(String given) {
    try {
      return Double.parseDouble(given.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Cannot use live option 'canary-share': a number from 0 to 1 is needed, got '"
              + given
              + "'",
          e);
    }
  }

  private static List<String> known() {
    List<String> known = new ArrayList<>(KEYS);
    known.add("catalog.<property>");
    return List.copyOf(known);
  }

  private static String required(Map<String, String> strings, String key) {
    String value = strings.get(key);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("Cannot run a live job without option '" + key + "'");
    }
    return value;
  }

  private static long number(Map<String, String> strings, String key) {
    try {
      return Integer.parseInt(strings.get(key).strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Cannot use live option '"
              + key
              + "': a whole number is needed, got '"
              + strings.get(key)
              + "'",
          e);
    }
  }
}
