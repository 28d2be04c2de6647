package io.nearfield.spark.embed;

import io.nearfield.connect.iceberg.FeatureCommits;
import io.nearfield.spark.run.Refusals;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Makes what tasks have done part of the tables, some parts at a time: first the refusals, then the
 * vectors. If the process dies between the two, the next run refuses the same items once more, and
 * a refusal that is there is not written twice.
 */
final class Committer {

  private static final StructType REFUSED =
      new StructType()
          .add("source", DataTypes.StringType)
          .add("entity_id", DataTypes.StringType)
          .add("reason", DataTypes.StringType)
          .add("message", DataTypes.StringType)
          .add("attempts", DataTypes.IntegerType)
          .add("content_hash", DataTypes.StringType)
          .add("model_hash", DataTypes.StringType);

  /** Told of each step, so that tests can end the process there. */
  interface Steps {
    void reached(String step);
  }

  private final SparkSession spark;
  private final FeatureCommits commits;
  private final Refusals refusals;
  private final String modelHash;
  private final int entitiesPerCommit;
  private final long nanosPerCommit;
  private final Steps steps;
  private final List<Part> waiting = new ArrayList<>();
  private final List<String> refusedIds = new ArrayList<>();
  private long waitingEntities;
  private long waitingSince;
  private long embedded;
  private long reused;
  private long refused;

  Committer(
      SparkSession spark,
      FeatureCommits commits,
      Refusals refusals,
      String modelHash,
      EmbedOptions.Running running,
      Steps steps) {
    this.spark = spark;
    this.commits = commits;
    this.refusals = refusals;
    this.modelHash = modelHash;
    this.entitiesPerCommit = running.itemsPerCommit();
    this.nanosPerCommit = running.commitEvery().toNanos();
    this.steps = steps;
  }

  /** Takes a part, and commits if that makes enough or the first of them has waited long. */
  void take(Part part) {
    if (waiting.isEmpty()) {
      waitingSince = System.nanoTime();
    }
    waiting.add(part);
    waitingEntities += part.entities();
    if (waitingEntities >= entitiesPerCommit) {
      commit();
    }
    tick();
  }

  /** Commits if what waits has waited long; to be called now and then. */
  void tick() {
    if (!waiting.isEmpty() && System.nanoTime() - waitingSince >= nanosPerCommit) {
      commit();
    }
  }

  /** Commits what waits. */
  void commit() {
    if (waiting.isEmpty()) {
      return;
    }
    steps.reached("before dead letters");
    List<Part.Refused> letters = waiting.stream().flatMap(p -> p.refused().stream()).toList();
    if (!letters.isEmpty()) {
      refusals.append(table(letters));
    }
    steps.reached("before features");
    commits.commit(waiting.stream().map(Part::files).toList());
    steps.reached("after features");
    embedded += waiting.stream().mapToLong(Part::embedded).sum();
    reused += waiting.stream().mapToLong(Part::reused).sum();
    refused += letters.size();
    letters.forEach(letter -> refusedIds.add(letter.entityId()));
    waiting.clear();
    waitingEntities = 0;
  }

  /** The rows as they are after the last commit. */
  Dataset<Row> rows(FeatureRows before) {
    return before.at(commits.seen()).rows();
  }

  /** The entities that this run has refused. */
  List<String> refusedIds() {
    return refusedIds;
  }

  /** Of what is committed. */
  long embedded() {
    return embedded;
  }

  long reused() {
    return reused;
  }

  long refused() {
    return refused;
  }

  private Dataset<Row> table(List<Part.Refused> letters) {
    List<Row> rows =
        letters.stream()
            .map(
                letter ->
                    RowFactory.create(
                        letter.source(),
                        letter.entityId(),
                        letter.reason(),
                        letter.message(),
                        letter.attempts(),
                        letter.contentHash(),
                        modelHash))
            .toList();
    return spark.createDataFrame(rows, REFUSED);
  }
}
