package io.nearfield.jobs.http.endpoint;

import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.jobs.http.Limits;
import java.time.Duration;
import java.util.function.Function;

/**
 * How lookups over HTTP are answered.
 *
 * @param limits what is not served
 * @param locations opens a model by its location
 * @param openIndexes how many indexes are open at once, the memory shared among them
 * @param follow how often the tables are asked for something new
 * @param bootstrapServers the Kafka of the live jobs that answer, or null to answer from the tables
 */
public record ServiceOptions(
    Limits limits,
    Function<String, EmbeddingModel> locations,
    int openIndexes,
    Duration follow,
    String bootstrapServers) {

  public ServiceOptions {
    if (openIndexes < 1) {
      throw new IllegalArgumentException(
          "Cannot keep " + openIndexes + " indexes open: at least 1 is needed (--open-indexes)");
    }
    if (follow.toMillis() < 100) {
      throw new IllegalArgumentException(
          "Cannot ask the tables every " + follow + ": at least 100 ms are needed (--follow)");
    }
  }

  /** From the tables, four indexes at once, asked every two seconds. */
  public static ServiceOptions of(Limits limits, Function<String, EmbeddingModel> locations) {
    return new ServiceOptions(limits, locations, 4, Duration.ofSeconds(2), null);
  }

  /** Opens the model of a feature set. */
  Function<FeatureSet, EmbeddingModel> models() {
    return set -> locations.apply(set.modelLocation());
  }

  public ServiceOptions withFollow(Duration interval) {
    return new ServiceOptions(limits, locations, openIndexes, interval, bootstrapServers);
  }

  public ServiceOptions withOpenIndexes(int most) {
    return new ServiceOptions(limits, locations, most, follow, bootstrapServers);
  }

  public ServiceOptions withLive(String servers) {
    return new ServiceOptions(limits, locations, openIndexes, follow, servers);
  }
}
