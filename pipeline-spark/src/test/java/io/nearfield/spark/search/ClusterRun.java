package io.nearfield.spark.search;

import io.nearfield.connect.api.Progress;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import io.nearfield.spark.build.BuildAction;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.build.BuildReport;
import io.nearfield.spark.build.SyntheticLake;
import io.nearfield.spark.neighbours.NeighboursAction;
import io.nearfield.spark.neighbours.NeighboursOptions;
import io.nearfield.spark.neighbours.NeighboursReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Builds and searches on whatever master it is given; {@link LocalClusterTest} starts it. */
final class ClusterRun {

  private ClusterRun() {}

  public static void main(String[] args) {
    try (SyntheticLake made = SyntheticLake.of(Path.of(args[0]), Metric.COSINE, 1000, 16)) {
      BuildReport report =
          new BuildAction(made.spark(), made.lake(), Progress.SILENT)
              .run(
                  BuildOptions.of(SyntheticLake.INDEX, SyntheticLake.FEATURES)
                      .withSpec(IndexSpec.parse("IVF16,PQ4")));
      List<Row> queries = new ArrayList<>();
      List<float[]> vectors = SyntheticLake.vectors(7, 1000, 16);
      for (int i = 0; i < 100; i++) {
        queries.add(RowFactory.create(SyntheticLake.id(i), SyntheticLake.boxed(vectors.get(i))));
      }
      Dataset<Row> asked =
          made.spark()
              .createDataFrame(
                  queries,
                  new StructType()
                      .add("query_id", DataTypes.StringType)
                      .add("vector", DataTypes.createArrayType(DataTypes.FloatType)));
      List<Row> answers =
          new BatchSearchAction(made.spark(), made.lake(), Progress.SILENT)
              .run(asked, SearchOptions.of(SyntheticLake.INDEX, 3).withFilter("price > 1"))
              .collectAsList();
      long self =
          answers.stream()
              .filter(row -> row.getString(0).equals(row.<String>getAs("entity_id")))
              .count();
      NeighboursReport neighbours =
          new NeighboursAction(made.spark(), made.lake(), Progress.SILENT)
              .run(NeighboursOptions.of(SyntheticLake.INDEX, 3));
      long searched =
          made.spark()
              .sql(
                  "select n.* from (select * from lake.shop.features_made limit 50) q,"
                      + " lateral vector_search('near', q.vector, 2) n")
              .count();
      int embedded = made.spark().sql("select size(embed('a', 'minilm'))").first().getInt(0);
      System.out.printf(
          "neighbours=%d searched=%d embedded=%d%n", neighbours.entities(), searched, embedded);
      System.out.printf(
          "master=%s state=%s recall=%s answers=%d self=%d%n",
          made.spark().sparkContext().master(),
          report.generation().state(),
          report.generation().recall(),
          answers.size(),
          self);
      made.spark().stop();
    }
  }
}
