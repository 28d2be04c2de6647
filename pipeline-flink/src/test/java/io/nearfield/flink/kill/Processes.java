package io.nearfield.flink.kill;

import io.nearfield.flink.LiveOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A Flink cluster with its surroundings on this machine: ZooKeeper, a JobManager, two TaskManagers
 * and a Kafka broker, each a process of its own, started from this class path as an operator starts
 * them from an installation. A process that is killed is started again at once, as whoever watches
 * over a cluster does.
 */
final class Processes implements AutoCloseable {

  private static final int START_SECONDS = 120;
  private static final int TASK_MANAGERS = 2;

  private static final String LOGGING =
      """
      rootLogger.level = info
      rootLogger.appenderRef.console.ref = console
      appender.console.name = console
      appender.console.type = Console
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d{HH:mm:ss,SSS} %-5p %c{1} %m%n
      logger.zookeeper.name = org.apache.flink.shaded.zookeeper3
      logger.zookeeper.level = warn
      logger.clients.name = org.apache.kafka.clients
      logger.clients.level = warn
      """;

  private final Path folder;
  private final int zooKeeperPort = ForkedJvm.freePort();
  private final int restPort = ForkedJvm.freePort();
  private final int brokerPort = ForkedJvm.freePort();
  private final List<ForkedJvm> taskManagers = new ArrayList<>();
  private final FlinkRest rest = new FlinkRest(restPort);
  private final String[] resourceIds = new String[TASK_MANAGERS];
  private int started;
  private ForkedJvm zooKeeper;
  private ForkedJvm jobManager;
  private ForkedJvm broker;

  private Processes(Path folder) {
    this.folder = folder;
  }

  static Processes start(Path folder) throws InterruptedException {
    Processes processes = new Processes(folder);
    try {
      processes.startAll();
      return processes;
    } catch (InterruptedException | RuntimeException e) {
      processes.close();
      throw e;
    }
  }

  private void startAll() throws InterruptedException {
    write("zoo.cfg", zooKeeperSettings());
    write("conf/config.yaml", flinkSettings());
    write(ForkedJvm.LOGGING, LOGGING);
    zooKeeper =
        start(
            "zookeeper",
            "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
            128,
            "--zkConfigFile",
            folder.resolve("zoo.cfg").toString(),
            "--peerId",
            "1");
    broker = startBroker();
    zooKeeper.awaitListening(zooKeeperPort, START_SECONDS);
    jobManager = startJobManager();
    for (int i = 0; i < TASK_MANAGERS; i++) {
      taskManagers.add(startTaskManager(i));
    }
    broker.awaitListening(brokerPort, START_SECONDS);
    jobManager.awaitListening(restPort, START_SECONDS);
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (rest.taskManagers() < TASK_MANAGERS) {
      taskManagers.forEach(ForkedJvm::requireAlive);
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException("Cannot start task managers; see " + folder);
      }
      Thread.sleep(100);
    }
  }

  String bootstrapServers() {
    return "127.0.0.1:" + brokerPort;
  }

  /** Submits the live job; returns its id when all of it runs. */
  String submit(LiveOptions options) throws InterruptedException {
    String said =
        start(
                "submit",
                SubmitMain.class.getName(),
                256,
                folder.resolve("conf").toString(),
                "warehouse=" + options.lake().warehouse(),
                "index=" + options.index(),
                "bootstrap-servers=" + options.bootstrapServers(),
                "parallelism=" + options.parallelism(),
                "generation-poll-ms=" + options.state().generationPoll().toMillis(),
                "checkpoint-interval-ms=" + options.checkpointInterval().toMillis())
            .awaitEnd(START_SECONDS);
    int from = said.lastIndexOf(SubmitMain.SUBMITTED) + SubmitMain.SUBMITTED.length();
    String job = said.substring(from, from + 32);
    awaitRunning(job, 0);
    return job;
  }

  /** Returns when every subtask runs, since the moment given or later. */
  private void awaitRunning(String job, long sinceMs) throws InterruptedException {
    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!rest.runs(job, sinceMs)) {
      if (System.nanoTime() > giveUp) {
        throw new IllegalStateException("Cannot run job " + job + "; see " + folder);
      }
      Thread.sleep(50);
    }
  }

  /**
   * Returns when the job has recovered. The loss of a broker is nothing that it restarts for.
   *
   * @param killedMs when its process was killed, as the clock said
   */
  void awaitRecovered(String job, Victim victim, long killedMs) throws InterruptedException {
    if (victim != Victim.BROKER) {
      awaitRunning(job, killedMs);
    }
  }

  /**
   * Kills one process without warning, of the task managers one with tasks, and starts it again.
   */
  void kill(Victim victim, Random random) throws InterruptedException {
    switch (victim) {
      case TASK_MANAGER -> {
        int one = busyTaskManager(random.nextInt(TASK_MANAGERS));
        taskManagers.get(one).kill();
        taskManagers.set(one, startTaskManager(one));
      }
      case JOB_MANAGER -> {
        jobManager.kill();
        jobManager = startJobManager();
      }
      case BROKER -> {
        broker.kill();
        broker = startBroker();
      }
    }
  }

  private ForkedJvm startJobManager() {
    return start(
        "jobmanager",
        "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
        384,
        "--configDir",
        folder.resolve("conf").toString());
  }

  /** This one, or the first after it that runs something. */
  private int busyTaskManager(int first) throws InterruptedException {
    Set<String> busy = rest.busyTaskManagers();
    for (int i = 0; i < TASK_MANAGERS; i++) {
      int number = (first + i) % TASK_MANAGERS;
      if (busy.contains(resourceIds[number])) {
        return number;
      }
    }
    throw new IllegalStateException("no task manager runs anything: " + busy);
  }

  private ForkedJvm startTaskManager(int number) {
    resourceIds[number] = "taskmanager-" + number + "-" + ++started;
    return start(
        "taskmanager-" + number,
        "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
        512,
        "--configDir",
        folder.resolve("conf").toString(),
        "-Dtaskmanager.resource-id=" + resourceIds[number]);
  }

  private ForkedJvm startBroker() {
    return start(
        "broker",
        BrokerMain.class.getName(),
        384,
        folder.resolve("kafka").toString(),
        Integer.toString(brokerPort));
  }

  private ForkedJvm start(String name, String mainClass, int heap, String... arguments) {
    return ForkedJvm.start(
        folder, new ForkedJvm.Program(name, mainClass, heap, List.of(arguments)));
  }

  private String zooKeeperSettings() {
    return """
        tickTime=500
        dataDir=%s
        clientPort=%d
        clientPortAddress=127.0.0.1
        admin.enableServer=false
        """
        .formatted(folder.resolve("zookeeper"), zooKeeperPort);
  }

  private String flinkSettings() {
    return """
        jobmanager.rpc.address: 127.0.0.1
        jobmanager.bind-host: 127.0.0.1
        rest.address: 127.0.0.1
        rest.bind-address: 127.0.0.1
        rest.port: %d
        web.refresh-interval: 100
        taskmanager.host: 127.0.0.1
        taskmanager.bind-host: 127.0.0.1
        taskmanager.numberOfTaskSlots: 2
        taskmanager.load-balance.mode: SLOTS
        taskmanager.cpu.cores: 1
        taskmanager.memory.framework.heap.size: 64m
        taskmanager.memory.framework.off-heap.size: 64m
        taskmanager.memory.jvm-metaspace.size: 128m
        taskmanager.memory.jvm-overhead.min: 64m
        taskmanager.memory.jvm-overhead.max: 64m
        taskmanager.memory.task.heap.size: 256m
        taskmanager.memory.task.off-heap.size: 64m
        taskmanager.memory.managed.size: 64m
        taskmanager.memory.network.min: 64m
        taskmanager.memory.network.max: 64m
        heartbeat.interval: 500
        heartbeat.timeout: 5000
        high-availability.type: zookeeper
        high-availability.cluster-id: /kills
        high-availability.zookeeper.quorum: 127.0.0.1:%d
        high-availability.zookeeper.client.session-timeout: 4000
        high-availability.zookeeper.client.connection-timeout: 4000
        high-availability.storageDir: file://%s
        io.tmp.dirs: %s
        """
        .formatted(restPort, zooKeeperPort, folder.resolve("ha"), folder.resolve("tmp"));
  }

  private void write(String name, String text) {
    Path file = folder.resolve(name);
    try {
      Files.createDirectories(file.getParent());
      Files.createDirectories(folder.resolve("tmp"));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    for (ForkedJvm taskManager : taskManagers) {
      taskManager.close();
    }
    for (ForkedJvm other : new ForkedJvm[] {jobManager, broker, zooKeeper}) {
      if (other != null) {
        other.close();
      }
    }
  }
}
