package io.nearfield.spark.embed;

import static org.apache.spark.sql.functions.col;

import io.nearfield.connect.image.PictureLimits;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What is to be embedded.
 *
 * @param rows one row per entity, with the texts {@code entity_id}, {@code item_id}, {@code uri},
 *     {@code media_type}, {@code text} (null for pictures) and {@code content_hash}, and any other
 *     column that the reader needs. Entities of equal {@code content_hash} have equal content: only
 *     one of them is embedded
 * @param reader how the content of a row is had
 * @param together rows that agree in it are read by one task, one after another in the order of
 *     their content hash
 */
public record Entities(Dataset<Row> rows, ContentReader reader, Column together) {

  /** Whole items. */
  static Entities items(Dataset<Row> items, PictureLimits limits) {
    return new Entities(
        items.select(
            col("entity_id"),
            col("entity_id").as("item_id"),
            col("uri"),
            col("media_type"),
            col("text"),
            col("content_hash")),
        new ItemContents(limits),
        col("content_hash"));
  }
}
