package io.nearfield.flink.local;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.flink.LiveJob;
import io.nearfield.flink.LiveOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;

/** Flink in this process, with one job. */
final class LocalCluster implements AutoCloseable {

  private static final long STOP_SECONDS = 60;

  private final MiniCluster cluster;
  private final JobID job;
  private final String restoredFrom;
  private volatile boolean closing;

  private LocalCluster(MiniCluster cluster, JobID job, String restoredFrom) {
    this.cluster = cluster;
    this.job = job;
    this.restoredFrom = restoredFrom;
  }

  /**
   * Goes on from the latest checkpoint, if there is one.
   *
   * @param metricsPort where Prometheus fetches metrics, or 0 for nowhere
   */
  static LocalCluster submit(LiveOptions options, int metricsPort) {
    LiveJob.deleteStaleCheckpoints(options);
    // Claimed: the job deletes the checkpoint once it has a newer one.
    return submit(
        options,
        metricsPort,
        LiveJob.latestCheckpoint(LiveJob.checkpointDirectory(options)),
        RecoveryClaimMode.CLAIM);
  }

  /** Goes on from a savepoint, which stays; from none begins anew. */
  static LocalCluster submit(LiveOptions options, Optional<String> savepoint) {
    return submit(options, 0, savepoint, RecoveryClaimMode.NO_CLAIM);
  }

  private static LocalCluster submit(
      LiveOptions options, int metricsPort, Optional<String> from, RecoveryClaimMode claim) {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.ADDRESS, "127.0.0.1");
    configuration.set(RestOptions.BIND_PORT, "0");
    if (metricsPort > 0) {
      configuration.setString(
          "metrics.reporter.prom.factory.class",
          "org.apache.flink.metrics.prometheus.PrometheusReporterFactory");
      configuration.setString("metrics.reporter.prom.port", Integer.toString(metricsPort));
    }
    Configuration ofJob = new Configuration(configuration);
    from.ifPresent(path -> ofJob.set(StateRecoveryOptions.SAVEPOINT_PATH, path));
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(ofJob);
    LiveJob.define(env, options);
    JobGraph graph = env.getStreamGraph().getJobGraph();
    from.ifPresent(
        path ->
            graph.setSavepointRestoreSettings(
                SavepointRestoreSettings.forPath(path, false, claim)));
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(options.parallelism())
                .build());
    try {
      cluster.start();
      cluster.submitJob(graph).get();
      return new LocalCluster(cluster, graph.getJobID(), from.orElse(null));
    } catch (Exception e) {
      var unused = cluster.closeAsync();
      throw failed("Cannot start the live job", e);
    }
  }

  Optional<String> restoredFrom() {
    return Optional.ofNullable(restoredFrom);
  }

  void awaitReady(Duration timeout) {
    long end = System.nanoTime() + timeout.toNanos();
    try {
      while (true) {
        AccessExecutionGraph graph = cluster.getExecutionGraph(job).get();
        ErrorInfo failure = graph.getFailureInfo();
        if (failure != null) {
          throw failed("Cannot start the live job", failure.getException());
        }
        if (graph.getState() == JobStatus.RUNNING && allRun(graph)) {
          return;
        }
        if (System.nanoTime() > end) {
          throw new NearfieldException(
              "Cannot start the live job: it is still "
                  + graph.getState()
                  + " after "
                  + timeout.toSeconds()
                  + " s");
        }
        Thread.sleep(50);
      }
    } catch (ExecutionException e) {
      throw failed("Cannot start the live job", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NearfieldException("Cannot wait for the live job: interrupted", e);
    }
  }

  void awaitEnd() throws InterruptedException {
    try {
      JobResult result = cluster.requestJobResult(job).get();
      if (cluster.getJobStatus(job).get() == JobStatus.FAILED) {
        Throwable failure =
            result
                .getSerializedThrowable()
                .<Throwable>map(f -> f.deserializeError(LocalCluster.class.getClassLoader()))
                .orElseGet(() -> new IllegalStateException("Flink does not say why"));
        throw failed("The live job failed", failure);
      }
    } catch (ExecutionException | IllegalStateException e) {
      // Whoever waits when the cluster is closed is told that it does not run: that is the end.
      if (!closing) {
        throw failed("The live job failed", e);
      }
    }
  }

  /** Stops the job at a savepoint that any state backend reads; returns its path. */
  String stopWithSavepoint(String directory) {
    closing = true;
    try {
      return cluster
          .stopWithSavepoint(job, directory, false, SavepointFormatType.CANONICAL)
          .get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw failed("Cannot stop the live job with a savepoint", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NearfieldException("Cannot stop the live job with a savepoint: interrupted", e);
    }
  }

  @Override
  public void close() {
    closing = true;
    try {
      if (!cluster.getJobStatus(job).get().isGloballyTerminalState()) {
        cluster.cancelJob(job).get(STOP_SECONDS, TimeUnit.SECONDS);
        cluster.requestJobResult(job).get(STOP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw failed("Cannot stop the live job", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeCluster();
    }
  }

  private void closeCluster() {
    try {
      cluster.closeAsync().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw failed("Cannot stop the local cluster", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean allRun(AccessExecutionGraph graph) {
    for (var vertex : graph.getAllExecutionVertices()) {
      if (vertex.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }

  /** One line with the cause that a person can act on: ours if there is one, else the first. */
  private static NearfieldException failed(String what, Throwable failure) {
    Throwable cause =
        ExceptionUtils.findThrowable(failure, NearfieldException.class)
            .map(Throwable.class::cast)
            .orElseGet(() -> root(failure));
    String message =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new NearfieldException(what + ": " + message.replaceAll("\\s*\\R\\s*", " "), failure);
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
