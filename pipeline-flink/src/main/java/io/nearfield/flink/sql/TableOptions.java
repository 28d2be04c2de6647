package io.nearfield.flink.sql;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.LakeOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.api.config.VectorSearchRuntimeConfigOptions;

/** What {@code WITH (...)} and the {@code CONFIG} of one call may say, and how it is read. */
final class TableOptions {

  static final String CATALOG = "catalog.";

  static final ConfigOption<String> WAREHOUSE =
      key("warehouse")
          .stringType()
          .noDefaultValue()
          .withDescription("Where the tables lie: a folder or any Hadoop file system URI.");
  static final ConfigOption<String> INDEX =
      key("index").stringType().noDefaultValue().withDescription("The index, as dataset.name.");
  static final ConfigOption<Integer> NPROBE =
      key("nprobe")
          .intType()
          .defaultValue(0)
          .withDescription("How many cells are probed; 0 for as many as the generation's own.");
  static final ConfigOption<Integer> RERANK =
      key("rerank")
          .intType()
          .defaultValue(-1)
          .withDescription(
              "How many candidates per neighbour are compared by their full vectors; -1 for the"
                  + " generation's own.");
  static final ConfigOption<Boolean> EXACT =
      key("exact")
          .booleanType()
          .defaultValue(false)
          .withDescription("Whether every entry is compared by its full vector.");
  static final ConfigOption<String> FILTER =
      key("filter")
          .stringType()
          .noDefaultValue()
          .withDescription("Only entries of which this is true are found.");
  static final ConfigOption<Score> SCORE =
      key("score")
          .enumType(Score.class)
          .defaultValue(Score.DISTANCE)
          .withDescription("Whether the score is a distance or a similarity.");
  static final ConfigOption<Duration> REFRESH_INTERVAL =
      key("refresh-interval")
          .durationType()
          .defaultValue(Duration.ofSeconds(10))
          .withDescription("The time between looks whether the index has changed.");
  static final ConfigOption<MemorySize> CACHE_MEMORY =
      key("cache-memory")
          .memoryType()
          .noDefaultValue()
          .withDescription(
              "Roughly how much heap of each process holds index partitions; a third of it if not"
                  + " given.");
  static final ConfigOption<Integer> ASYNC_THREADS =
      key("async-threads")
          .intType()
          .defaultValue(2)
          .withDescription(
              "How many searches a subtask runs at once when it searches asynchronously.");

  /** What a call's {@code CONFIG} may say for itself. */
  static final Set<ConfigOption<?>> OF_A_CALL = Set.of(NPROBE, RERANK, EXACT, FILTER, SCORE);

  private TableOptions() {}

  /**
   * Where the index is.
   *
   * @param all every option of the table, for those whose names only the catalog knows
   */
  static IndexLocation location(ReadableConfig options, Map<String, String> all) {
    String index = options.get(INDEX);
    int dot = index.indexOf('.');
    if (dot < 0) {
      throw new ValidationException(
          "Cannot use index '" + index + "': name its dataset too, 'index' = 'dataset.name'");
    }
    Map<String, String> catalog = new HashMap<>();
    all.forEach(
        (name, value) -> {
          if (name.startsWith(CATALOG)) {
            catalog.put(name.substring(CATALOG.length()), value);
          }
        });
    try {
      return new IndexLocation(
          new LakeOptions(options.get(WAREHOUSE), catalog),
          new IndexRef(index.substring(0, dot), index.substring(dot + 1)));
    } catch (IllegalArgumentException e) {
      throw new ValidationException(e.getMessage(), e);
    }
  }

  static SearchSettings search(ReadableConfig options) {
    return checked(
        new SearchSettings(
            options.get(NPROBE),
            options.get(RERANK),
            options.get(EXACT),
            options.getOptional(FILTER).filter(filter -> !filter.isBlank()).orElse(null),
            options.get(SCORE)));
  }

  /**
   * The table's settings with those that a call changes for itself.
   *
   * @throws ValidationException if it names one that there is not
   */
  static SearchSettings search(SearchSettings ofTable, ReadableConfig call) {
    Set<String> known = new TreeSet<>();
    OF_A_CALL.forEach(option -> known.add(option.key()));
    VectorSearchRuntimeConfigOptions.getSupportedOptions()
        .forEach(option -> known.add(option.key()));
    for (String given : new TreeSet<>(call.toMap().keySet())) {
      if (!known.contains(given)) {
        throw new ValidationException(
            "Cannot search with '" + given + "' in CONFIG: the known settings are " + known);
      }
    }
    return checked(
        new SearchSettings(
            call.getOptional(NPROBE).orElse(ofTable.nprobe()),
            call.getOptional(RERANK).orElse(ofTable.rerankFactor()),
            call.getOptional(EXACT).orElse(ofTable.exact()),
            call.getOptional(FILTER)
                .map(filter -> filter.isBlank() ? null : filter)
                .orElse(ofTable.filter()),
            call.getOptional(SCORE).orElse(ofTable.score())));
  }

  static Holding holding(ReadableConfig options) {
    Holding holding =
        new Holding(
            options.get(REFRESH_INTERVAL),
            options.getOptional(CACHE_MEMORY).map(MemorySize::getBytes).orElse(0L),
            options.get(ASYNC_THREADS));
    if (holding.refreshInterval().toMillis() < 1) {
      throw new ValidationException(
          "Cannot look at the index every "
              + holding.refreshInterval()
              + ": 'refresh-interval' is at least 1 ms");
    }
    if (holding.threads() < 1) {
      throw new ValidationException(
          "Cannot search with " + holding.threads() + " threads: 'async-threads' is at least 1");
    }
    return holding;
  }

  private static SearchSettings checked(SearchSettings settings) {
    if (settings.nprobe() < 0 || settings.rerankFactor() < -1) {
      throw new ValidationException(
          "Cannot search with 'nprobe' = %d and 'rerank' = %d: at least 0 and -1 are needed"
              .formatted(settings.nprobe(), settings.rerankFactor()));
    }
    return settings;
  }
}
