package io.nearfield.spark.embed;

import io.nearfield.connect.iceberg.FeatureFile;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Row;

/** Puts the results of one task into files. */
final class FeatureSink implements AutoCloseable {

  private final FeatureFile file;
  private final Part.Builder part = new Part.Builder();

  FeatureSink(Table table, String modelHash) {
    this.file = new FeatureFile(table, modelHash);
  }

  /**
   * An entity's new vector.
   *
   * @param row with {@code entity}, {@code content_hash} and, if it has old vectors, {@code at}
   * @param reused whether the vector was there already
   */
  void vector(Row row, float[] vector, boolean reused) {
    Row entity = row.getAs("entity");
    file.add(entity.getAs("entity_id"), entity.getAs("item_id"), vector, row.getAs("content_hash"));
    dropOld(row);
    if (reused) {
      part.reused();
    } else {
      part.embedded();
    }
  }

  /** An entity without a vector: the old one, if any, is that of another content. */
  void refused(Row row, String reason, String message, int attempts) {
    Row entity = row.getAs("entity");
    part.refused(
        new Part.Refused(
            entity.getAs("uri"),
            entity.getAs("entity_id"),
            row.getAs("content_hash"),
            reason,
            message,
            attempts));
    dropOld(row);
  }

  private void dropOld(Row row) {
    List<Row> old = row.getList(row.fieldIndex("at"));
    if (old != null) {
      old.forEach(at -> drop(at.getString(0), at.getLong(1)));
    }
  }

  void drop(String dataFile, long position) {
    file.remove(dataFile, position);
  }

  /** How long the task has been at it. */
  double seconds() {
    return part.seconds();
  }

  /** There is more to do, for another task. */
  void stopped() {
    part.stopped();
  }

  Part finish() {
    return part.with(file.finish());
  }

  @Override
  public void close() {
    file.close();
  }
}
