package io.nearfield.spark.features;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Compares the exact neighbours in two feature sets. The driver holds the sampled vectors and their
 * neighbours' ids, so there is a bound to the sample.
 */
record CompareMove(SparkSession spark, Lake lake, FeatureSet from, FeatureSet target) {

  /** The most entities that are asked for. */
  static final int MOST = 10_000;

  private static final int K = 10;

  /**
   * @param sample how many entities to ask for, at most {@value #MOST}
   * @param judged questions with known answers; may be empty
   */
  MoveComparison of(int sample, List<Judgements> judged) {
    if (sample < 1 || sample > MOST) {
      throw new IllegalArgumentException(
          "Cannot compare %,d entities: it must be 1 to %,d (--sample)".formatted(sample, MOST));
    }
    List<String> ids = new ArrayList<>();
    List<float[]> old = new ArrayList<>();
    List<float[]> now = new ArrayList<>();
    for (Row row :
        vectors(from, "old")
            .join(vectors(target, "new"), "entity_id")
            .orderBy(xxhash64(col("entity_id")), col("entity_id"))
            .limit(sample)
            .collectAsList()) {
      ids.add(row.getString(0));
      old.add(VectorRows.floats(row.getList(1)));
      now.add(VectorRows.floats(row.getList(2)));
    }
    if (ids.isEmpty()) {
      throw new NearfieldException(
          "Cannot compare feature sets '%s' and '%s': no entity has a vector in both; run 'nearfield migrate backfill'"
              .formatted(from.name(), target.name()));
    }
    judged.forEach(one -> old.add(embedded(from, one.text())));
    judged.forEach(one -> now.add(embedded(target, one.text())));
    List<List<String>> byOld = new ExactNeighbours(spark, lake, from).of(old, K + 1);
    List<List<String>> byNew = new ExactNeighbours(spark, lake, target).of(now, K + 1);
    List<Double> overlaps = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      overlaps.add(overlap(without(byOld.get(i), ids.get(i)), without(byNew.get(i), ids.get(i))));
    }
    double[] ndcg = new double[2];
    for (int i = 0; i < judged.size(); i++) {
      ndcg[0] += judged.get(i).ndcg(byOld.get(ids.size() + i), K) / judged.size();
      ndcg[1] += judged.get(i).ndcg(byNew.get(ids.size() + i), K) / judged.size();
    }
    overlaps.sort(Comparator.naturalOrder());
    return new MoveComparison(
        ids.size(),
        K,
        overlaps.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN),
        overlaps.get(overlaps.size() / 10),
        lake.features(from).count(),
        lake.features(target).count(),
        Lacking.of(spark, lake, from, target).all(),
        judged.size(),
        judged.isEmpty() ? Double.NaN : ndcg[0],
        judged.isEmpty() ? Double.NaN : ndcg[1]);
  }

  private Dataset<Row> vectors(FeatureSet set, String name) {
    String table = lake.sql(set.dataset(), Lake.featureTable(set.name()));
    spark.catalog().refreshTable(table);
    return spark
        .table(table)
        .filter(col("vector").isNotNull())
        .select(col("entity_id"), col("vector").as(name));
  }

  private static float[] embedded(FeatureSet set, String text) {
    if (set.modelLocation() == null) {
      throw new NearfieldException(
          "Cannot ask judged queries of feature set '%s': its vectors were imported, so no model is known to embed words (--judged)"
              .formatted(set.name()));
    }
    EmbeddingModel model = Models.shared(set.modelLocation(), ModelOptions.defaults());
    return model.embed(new Content.Text(text));
  }

  private static List<String> without(List<String> neighbours, String self) {
    return neighbours.stream().filter(id -> !id.equals(self)).limit(K).toList();
  }

  private static double overlap(List<String> some, List<String> others) {
    Set<String> both = new HashSet<>(some);
    both.retainAll(others);
    int most = Math.max(some.size(), others.size());
    return most == 0 ? 1 : (double) both.size() / most;
  }
}
