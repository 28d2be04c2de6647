package io.nearfield.spark.embed;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.FeatureCommits;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.run.Refusals;
import io.nearfield.spark.run.Watched;
import java.time.Duration;
import java.util.Optional;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * One run over one feature set: vectors about to leave are kept, contents with a vector at hand get
 * it, the others are embedded, and vectors of entities that are gone leave.
 */
final class EmbedRun implements AutoCloseable {

  /** Small enough that progress is seen, large enough that a task's file is worth having. */
  private static final int ENTITIES_PER_TASK = 1024;

  private final SparkSession spark;
  private final Lake lake;
  private final FeatureSet set;
  private final ShippedModel model;
  private final EmbedOptions.Running running;
  private final FeatureRows features;
  private final VectorsByContent made;
  private final Committer committer;
  private final Committer.Steps steps;
  private final int cores;
  private final Broadcast<Table> table;
  private final Broadcast<SerializableConfiguration> hadoop;

  EmbedRun(
      SparkSession spark,
      Lake lake,
      FeatureSet set,
      String branch,
      ShippedModel model,
      EmbedOptions.Running running,
      Committer.Steps steps) {
    this.spark = spark;
    this.lake = lake;
    this.set = set;
    this.model = model;
    this.running = running;
    this.steps = steps;
    String name = Lake.featureTable(set.name());
    Table target = lake.table(set.dataset(), name);
    FeatureCommits commits = new FeatureCommits(target, branch);
    this.features = new FeatureRows(spark, lake, set.dataset(), name, commits.seen());
    this.made = new VectorsByContent(spark, lake, set);
    this.committer =
        new Committer(
            spark,
            commits,
            new Refusals(spark, lake, set.dataset(), "embed"),
            set.model().hash(),
            running,
            steps);
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.cores = context.defaultParallelism();
    this.table = context.broadcast(SerializableTable.copyOf(target));
    this.hadoop =
        context.broadcast(new SerializableConfiguration(spark.sessionState().newHadoopConf()));
  }

  EmbedReport of(Entities entities, Column accepted, Progress progress) {
    long started = System.nanoTime();
    try (WorkList work = work(entities, accepted)) {
      boolean someLeave = work.leavingCount() > 0;
      if (someLeave) {
        Dataset<Row> leaving = features.rows().join(work.leaving().distinct(), "entity_id");
        KeptVectors.keep(spark, lake, set.dataset(), leaving);
        steps.reached("after keeping");
      }
      if (work.pendingCount() > 0) {
        fill(work, entities, withOldPlaces(work.pending(), someLeave), progress);
      }
      if (work.goneCount() + work.givenUpCount() > 0) {
        steps.reached("before removing");
        remove(work.gone());
      }
      double seconds = (System.nanoTime() - started) / 1e9;
      return new EmbedReport(
          work.in(),
          committer.embedded(),
          committer.reused(),
          work.unchangedCount(),
          work.skippedCount(),
          committer.refused() + work.givenUpCount(),
          work.givenUpCount(),
          work.goneCount(),
          set,
          work.pendingCount() == 0 ? 0 : (committer.embedded() + committer.refused()) / seconds);
    }
  }

  private WorkList work(Entities entities, Column accepted) {
    WorkList work =
        WorkList.of(
            entities.rows(),
            accepted,
            features.isEmpty() ? null : features.rows(),
            set.model().hash());
    if (work.goneCount() > 0) {
      Dataset<Row> going = features.rows().join(work.gone(), "entity_id");
      Dataset<Row> handedIn = HandedIn.among(going, spark, lake, set.dataset());
      work = handedIn.isEmpty() ? work : work.sparing(handedIn);
    }
    Optional<Dataset<Row>> givenUp =
        work.pendingCount() == 0
            ? Optional.empty()
            : new GivenUp(spark, lake, set).hashes(running.maxAttempts());
    return givenUp.isEmpty() ? work : work.without(givenUp.get());
  }

  /** With the column {@code at}: where the entity's old rows are; null if it has none. */
  private Dataset<Row> withOldPlaces(Dataset<Row> pending, boolean some) {
    if (!some) {
      return pending.withColumn("at", lit(null).cast("array<struct<_file:string,_pos:bigint>>"));
    }
    Dataset<Row> places =
        features.positions(
            pending.filter(col("old_id").isNotNull()).select(col("old_id").as("entity_id")));
    return pending.join(places, col("old_id").equalTo(col("at_id")), "left").drop("at_id");
  }

  private void fill(WorkList work, Entities entities, Dataset<Row> pending, Progress progress) {
    LongAccumulator done = new LongAccumulator();
    spark.sparkContext().register(done, "items embedded");
    try (Watched watched = new Watched(progress, "embedding items", work.pendingCount(), done)) {
      long reused = reuse(pending, done);
      embed(reused == 0 ? pending : without(pending), work.pendingCount() - reused, entities, done);
      watched.summary(
          committer.embedded()
              + " items embedded"
              + (committer.reused() == 0 ? "" : ", " + committer.reused() + " reused")
              + (committer.refused() == 0 ? "" : ", " + committer.refused() + " refused"));
    }
  }

  /** Gives entities the vectors that there are of their contents; answers how many. */
  private long reuse(Dataset<Row> pending, LongAccumulator done) {
    if (made.isEmpty()) {
      return 0;
    }
    Dataset<Row> contents = pending.select("content_hash").distinct();
    if (contents.join(made.hashes(), "content_hash").isEmpty()) {
      return 0;
    }
    run(
        pending
            .join(made.vectors(contents), "content_hash")
            .javaRDD()
            .mapPartitions(new ReuseTask(set.model().hash(), table)),
        done);
    return committer.reused();
  }

  private Dataset<Row> without(Dataset<Row> pending) {
    return pending.join(made.hashes(), new String[] {"content_hash"}, "left_anti");
  }

  /**
   * Embeds, most often by one job. A task that has worked as long as it may hands over what it has
   * done; the rest is done by a job of shorter tasks, since now it is known how long one takes.
   */
  private void embed(Dataset<Row> fresh, long count, Entities entities, LongAccumulator done) {
    Dataset<Row> rest = fresh;
    long left = count;
    int each = most();
    while (left > 0) {
      Pace pace = embedded(rest, tasks(left, cores, each), entities, done);
      if (!pace.stopped()) {
        return;
      }
      left = Math.max(1, left - pace.entities());
      each = perTask(pace.secondsPerEntity(), running.commitEvery(), most());
      rest = notDone(fresh);
    }
  }

  private Pace embedded(Dataset<Row> fresh, int tasks, Entities entities, LongAccumulator done) {
    EmbedTask task =
        new EmbedTask(
            model,
            entities.reader(),
            new VectorCheck(set.dimension(), set.metric()),
            table,
            hadoop,
            running,
            spark.sparkContext().isLocal());
    return run(
        fresh
            .repartition(tasks, entities.together())
            .sortWithinPartitions("content_hash")
            .javaRDD()
            .mapPartitions(task),
        done);
  }

  /** Those that have neither been given their vector nor been refused by this run so far. */
  private Dataset<Row> notDone(Dataset<Row> fresh) {
    Dataset<Row> done =
        committer
            .rows(features)
            .select(col("entity_id").as("done_id"), col("content_hash").as("done_content"));
    Dataset<Row> refused =
        spark.createDataset(committer.refusedIds(), Encoders.STRING()).toDF("refused_id");
    Column id = col("entity.entity_id");
    return fresh
        .join(
            done,
            id.equalTo(col("done_id")).and(col("content_hash").eqNullSafe(col("done_content"))),
            "left_anti")
        .join(refused, id.equalTo(col("refused_id")), "left_anti");
  }

  private int most() {
    return Math.min(ENTITIES_PER_TASK, running.itemsPerCommit());
  }

  /** How many entities a task gets that is to end within a time. */
  static int perTask(double secondsPerEntity, Duration within, int most) {
    double possible = within.toMillis() / 1000.0 / Math.max(1e-9, secondsPerEntity);
    return (int) Math.max(1, Math.min(most, possible));
  }

  /**
   * Every core has work if there is enough, no task has more than so many on average, and there are
   * whole rounds of tasks: in half a round half of the cores would wait for the others.
   */
  static int tasks(long entities, int cores, int perTask) {
    long bySize = (entities + perTask - 1) / perTask;
    long wholeRounds = (bySize + cores - 1) / cores * cores;
    return (int) Math.min(100_000, Math.max(1, Math.min(entities, wholeRounds)));
  }

  private void remove(Dataset<Row> gone) {
    LongAccumulator uncounted = new LongAccumulator();
    run(
        features
            .files(gone)
            .repartition(col("_file"))
            .javaRDD()
            .mapPartitions(new RemoveTask(set.model().hash(), table)),
        uncounted);
  }

  /** How a job went: whether tasks stopped before their end, and how long an entity took. */
  private record Pace(boolean stopped, long entities, double seconds) {
    double secondsPerEntity() {
      return seconds / Math.max(1, entities);
    }
  }

  /** Commits while tasks go on; if one fails, what others have done is committed all the same. */
  private Pace run(JavaRDD<Part> parts, LongAccumulator done) {
    Pace pace = new Pace(false, 0, 0);
    try (PartJob job = new PartJob(parts)) {
      for (Part part = next(job); part != null; part = next(job)) {
        pace =
            new Pace(
                pace.stopped || part.stopped(),
                pace.entities + part.entities(),
                pace.seconds + part.seconds());
        committer.take(part);
        done.add(part.entities());
      }
      committer.commit();
    }
    return pace;
  }

  private Part next(PartJob job) {
    try {
      return job.next(committer::tick);
    } catch (Throwable failure) { // Spark's own are checked exceptions that it does not declare
      committer.commit();
      throw failure;
    }
  }

  @Override
  public void close() {
    table.destroy();
    hadoop.destroy();
  }
}
