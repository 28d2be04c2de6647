package io.nearfield.flink.kill;

import io.nearfield.connect.kafka.TopicSetup;
import io.nearfield.flink.LiveJob;
import io.nearfield.flink.LiveOptions;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Submits the live job to the cluster that a configuration folder describes, as {@code flink run
 * -d} does: the folder, then options as {@code key=value}.
 */
final class SubmitMain {

  /** Before the job's id. */
  static final String SUBMITTED = "SUBMITTED ";

  private SubmitMain() {}

  public static void main(String[] arguments) throws Exception {
    Map<String, String> strings = new HashMap<>();
    for (int i = 1; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      strings.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
    }
    LiveOptions options = LiveOptions.fromStrings(strings);
    Configuration cluster = GlobalConfiguration.loadConfiguration(arguments[0]);
    cluster.set(DeploymentOptions.TARGET, "remote");
    cluster.set(DeploymentOptions.ATTACHED, false);
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(cluster);
    TopicSetup.ensure(options.bootstrapServers(), options.topics());
    LiveJob.define(env, options);
    env.configure(patient());
    JobClient job = env.executeAsync("nearfield live " + options.index());
    System.out.println(SUBMITTED + job.getJobID());
  }

  /** Fifty kills in an hour are more than the job's own patience is made for. */
  private static Configuration patient() {
    Configuration settings = new Configuration();
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS, 10_000);
    return settings;
  }
}
