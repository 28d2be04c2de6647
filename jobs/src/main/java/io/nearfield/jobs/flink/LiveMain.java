package io.nearfield.jobs.flink;

import io.nearfield.connect.kafka.TopicSetup;
import io.nearfield.flink.LiveJob;
import io.nearfield.flink.LiveOptions;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The main class for {@code flink run}: {@code --warehouse URI --index dataset.name
 * --bootstrap-servers host:port [--parallelism N] [--checkpoint-interval-ms MS]
 * [--checkpoint-directory URI] [--commit-interval-ms MS] [--no-tables true] [--changes
 * kafka|table|both] [--catalog.<property> VALUE]}. Topics that are missing are created.
 */
public final class LiveMain {

  private LiveMain() {}

  public static void main(String[] arguments) throws Exception {
    LiveOptions options = LiveOptions.fromStrings(parse(arguments));
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    TopicSetup.ensure(options.bootstrapServers(), options.topics());
    LiveJob.define(environment, options);
    environment.execute("nearfield live " + options.index());
  }

  /** {@code --key value} and {@code --key=value}. */
  static Map<String, String> parse(String... arguments) {
    Map<String, String> strings = new HashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (!argument.startsWith("--")) {
        throw new IllegalArgumentException(
            "Cannot use argument '" + argument + "': options are given as --key value");
      }
      String key = argument.substring(2);
      int equals = key.indexOf('=');
      if (equals >= 0) {
        strings.put(key.substring(0, equals), key.substring(equals + 1));
      } else if (i + 1 < arguments.length) {
        i++;
        strings.put(key, arguments[i]);
      } else {
        throw new IllegalArgumentException("Cannot use option --" + key + ": it needs a value");
      }
    }
    return strings;
  }
}
