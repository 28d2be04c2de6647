package io.nearfield.spark.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.StructType;

/**
 * Says of each candidate what is to become of it, by comparing it with the others of this run and
 * with the table. Of several candidates with one id the first counts.
 */
final class Comparison {

  /** Column of the verdict. */
  static final String STATUS = "_nf_status";

  static final String ADDED = "added";
  static final String UPDATED = "updated";
  static final String UNCHANGED = "unchanged";
  static final String REFUSED = "refused";

  private static final String HASH = "_nf_hash";
  private static final String FIRST_HASH = "_nf_first_hash";
  private static final String FIRST_PLACE = "_nf_first_place";
  private static final String RANK = "_nf_rank";
  private static final String KNOWN_ID = "_nf_known_id";
  private static final String KNOWN_HASH = "_nf_known_hash";
  private static final String KNOWN_URI = "_nf_known_uri";

  private Comparison() {}

  /** The candidates with a {@link #STATUS}; one row each, as before. */
  static Dataset<Row> of(Dataset<Row> candidates, Dataset<Row> items, StructType attributes) {
    Dataset<Row> refused =
        candidates.filter(col(Candidates.REASON).isNotNull()).withColumn(STATUS, lit(REFUSED));
    WindowSpec sameId = Window.partitionBy("entity_id").orderBy(Candidates.FILE, Candidates.LINE);
    Dataset<Row> first =
        candidates
            .filter(col(Candidates.REASON).isNull())
            .withColumn(HASH, hash(attributes, Candidates.ATTRIBUTES + "."))
            .withColumn(FIRST_HASH, first(col(HASH)).over(sameId))
            .withColumn(FIRST_PLACE, first(col(Candidates.PLACE)).over(sameId))
            .withColumn(RANK, row_number().over(sameId));
    Dataset<Row> known =
        items.select(
            col("entity_id").as(KNOWN_ID),
            hash(attributes, "").as(KNOWN_HASH),
            col("uri").as(KNOWN_URI));
    Column again = col(RANK).gt(1);
    Column conflict = again.and(col(HASH).notEqual(col(FIRST_HASH)));
    List<Column> all = new ArrayList<>(columns(candidates));
    all.add(
        when(conflict, REFUSED)
            .when(again, UNCHANGED)
            .when(col(KNOWN_ID).isNull(), ADDED)
            .when(
                col(HASH).equalTo(col(KNOWN_HASH)).and(col("uri").eqNullSafe(col(KNOWN_URI))),
                UNCHANGED)
            .otherwise(UPDATED)
            .as(STATUS));
    Dataset<Row> judged =
        first
            .join(known, col("entity_id").equalTo(col(KNOWN_ID)), "left")
            .withColumn(Candidates.REASON, when(conflict, "duplicate-id"))
            .withColumn(
                Candidates.MESSAGE,
                when(
                    conflict,
                    concat(
                        lit("Cannot take it: entity id '"),
                        col("entity_id"),
                        lit("' is already given by "),
                        col(FIRST_PLACE),
                        lit(" with other content; make the ids unique"))))
            .select(all.toArray(new Column[0]));
    return judged.unionByName(refused);
  }

  private static List<Column> columns(Dataset<Row> rows) {
    return Arrays.stream(rows.columns()).map(name -> col(name)).toList();
  }

  /**
   * Covers content, attributes, annotations and the place in a document. Null columns leave no
   * trace, so that a column that comes later changes no row that lacks it. Within a run, where a
   * picture lies counts and where a text came from does not; an item that is in the table is
   * written again if it comes from elsewhere now, since its address says what it goes with.
   */
  private static Column hash(StructType attributes, String prefix) {
    List<Column> all = new ArrayList<>();
    for (String name : attributes.fieldNames()) {
      all.add(col(prefix + "`" + name + "`").as("a_" + name));
    }
    all.add(col("annotations"));
    Candidates.PASSAGE.forEach(column -> all.add(col(column)));
    all.add(when(col("text").isNull(), col("uri")).as("uri"));
    return sha2(
        concat(coalesce(col("content_hash"), lit("")), to_json(struct(all.toArray(new Column[0])))),
        256);
  }
}
