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
          .add("attempts", DataTypes.IntegerType);

  /** Told of each step, so that tests can end the process there. */
  interface Steps {
    void reached(String step);
  }

  private final SparkSession spark;
  private final FeatureCommits commits;
  private final Refusals refusals;
  private final int entitiesPerCommit;
  private final Steps steps;
  private final List<Part> waiting = new ArrayList<>();
  private long waitingEntities;
  private long embedded;
  private long reused;
  private long refused;

  Committer(
      SparkSession spark,
      FeatureCommits commits,
      Refusals refusals,
      int entitiesPerCommit,
      Steps steps) {
    this.spark = spark;
    this.commits = commits;
    this.refusals = refusals;
    this.entitiesPerCommit = entitiesPerCommit;
    this.steps = steps;
  }

  /** Takes a part, and commits if that makes enough. */
  void take(Part part) {
    waiting.add(part);
    waitingEntities += part.entities();
    if (waitingEntities >= entitiesPerCommit) {
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
    waiting.clear();
    waitingEntities = 0;
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
                        letter.attempts()))
            .toList();
    return spark.createDataFrame(rows, REFUSED);
  }
}
