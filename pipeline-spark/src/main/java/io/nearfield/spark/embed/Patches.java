package io.nearfield.spark.embed;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.nearfield.connect.image.PictureLimits;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The labelled parts of a dataset's pictures, as entities of their own: a row for each annotation
 * with {@code entity_id} ({@code <item id>#<annotation id>}), {@code item_id}, {@code uri}, {@code
 * media_type}, {@code text} (null), {@code content_hash}, {@code picture_hash}, {@code label} and
 * {@code box}.
 *
 * <p>The content hash begins with the picture's, so that sorting by it brings the parts of one
 * picture together, and changes with the box and the padding.
 */
public final class Patches {

  private static final int PICTURE_HASH = 64;

  private Patches() {}

  /**
   * The patches of items; annotations without an id, from before they had one, are left out.
   *
   * @param padding how much of what is around a box is shown with it, as a fraction of its sides
   */
  public static Dataset<Row> of(Dataset<Row> items, double padding) {
    check(padding);
    Column box =
        struct(
            col("annotation.x").as("x"),
            col("annotation.y").as("y"),
            col("annotation.width").as("width"),
            col("annotation.height").as("height"));
    return items
        .filter(col("text").isNull())
        .select(
            col("entity_id").as("item_id"),
            col("uri"),
            col("media_type"),
            col("text"),
            col("content_hash").as("picture_hash"),
            explode(col("annotations")).as("annotation"))
        .filter(col("annotation.id").isNotNull())
        .select(
            concat(col("item_id"), lit("#"), col("annotation.id")).as("entity_id"),
            col("item_id"),
            col("uri"),
            col("media_type"),
            col("text"),
            col("picture_hash"),
            col("annotation.label").as("label"),
            box.as("box"))
        .withColumn(
            "content_hash",
            concat(
                col("picture_hash"),
                lit("#"),
                sha2(to_json(struct(col("box"), lit(padding).as("padding"))), 256)));
  }

  /** The patches with the reader of their contents. */
  static Entities entities(Dataset<Row> items, double padding, PictureLimits limits) {
    return new Entities(
        of(items, padding), new PatchContents(padding, limits), picture(col("content_hash")));
  }

  /** What the patches of one picture have in common in their content hash. */
  static Column picture(Column contentHash) {
    return contentHash.substr(1, PICTURE_HASH);
  }

  static void check(double padding) {
    if (!(padding >= 0 && padding <= 10)) {
      throw new IllegalArgumentException(
          "Cannot crop with a padding of " + padding + ": from 0 to 10 times the box are allowed");
    }
  }
}
