package io.nearfield.spark.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Finds the items that a run makes obsolete: chunks of documents that are cut otherwise by now, and
 * with {@code --sync} what lay in the places that were read and is not there any more.
 *
 * <p>What was refused is there: its items stay as they were, and so do all of a file or table of
 * which a row without an id was refused.
 */
final class Gone {

  private static final String KEY = "_nf_key";
  private static final String URI = "_nf_uri";

  /** A chunk's document; an item that is no chunk may have been one of before. */
  private static final Column DOCUMENT = coalesce(col("document_id"), col("entity_id"));

  private final Dataset<Row> judged;
  private final Dataset<Row> items;

  /**
   * @param judged see {@link Comparison#of}
   * @param items those that are there
   */
  Gone(Dataset<Row> judged, Dataset<Row> items) {
    this.judged = judged;
    this.items = items;
  }

  /**
   * @param scopes of what was read; null if only documents are to be looked at
   * @return column {@code entity_id}, each once
   */
  Dataset<Row> ids(List<Scope> scopes) {
    Dataset<Row> gone = outdated();
    return scopes == null ? gone : gone.union(missing(scopes)).distinct();
  }

  private Dataset<Row> outdated() {
    Dataset<Row> taken = judged.filter(col(Comparison.STATUS).notEqual(Comparison.REFUSED));
    boolean noChunks =
        taken.filter(col("document_id").isNotNull()).isEmpty()
            && items.filter(col("document_id").isNotNull()).isEmpty();
    Dataset<Row> candidates = items.select(col("entity_id"), DOCUMENT.as("_nf_document"));
    if (noChunks) {
      return candidates.limit(0).select("entity_id");
    }
    Dataset<Row> documents = taken.select(DOCUMENT.as(KEY)).distinct();
    Dataset<Row> read = candidates.join(documents, col("_nf_document").equalTo(col(KEY)));
    return without(read.select("entity_id"), taken.select(col("entity_id").as(KEY)));
  }

  private Dataset<Row> missing(List<Scope> scopes) {
    Dataset<Row> covered =
        items
            .filter(Scope.any(scopes, col("uri")))
            .select(col("entity_id"), col("uri"), DOCUMENT.as("_nf_document"));
    Dataset<Row> refused = judged.filter(col(Comparison.STATUS).equalTo(Comparison.REFUSED));
    Dataset<Row> doubtful =
        refused.filter(col("entity_id").isNull()).select(col("uri").as(URI)).distinct();
    Dataset<Row> rest =
        without(
                covered,
                judged.filter(not(col("entity_id").isNull())).select(col("entity_id").as(KEY)))
            .join(doubtful, col("uri").equalTo(col(URI)), "left_anti");
    return rest.join(
            refused.filter(col("entity_id").isNotNull()).select(col("entity_id").as(KEY)),
            col("_nf_document").equalTo(col(KEY)),
            "left_anti")
        .select("entity_id");
  }

  private static Dataset<Row> without(Dataset<Row> rows, Dataset<Row> keys) {
    return rows.join(keys, col("entity_id").equalTo(col(KEY)), "left_anti");
  }
}
