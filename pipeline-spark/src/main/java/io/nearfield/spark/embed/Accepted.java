package io.nearfield.spark.embed;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import org.apache.spark.sql.Column;

/** Which entities a model takes: texts, pictures, or both. */
public final class Accepted {

  private Accepted() {}

  /** A condition on {@link Entities#rows()}; never null. */
  public static Column by(EmbeddingModel model) {
    Column words = lit(model.accepts(Content.Text.class)).and(col("text").isNotNull());
    Column pictures =
        lit(model.accepts(Content.Image.class))
            .and(col("text").isNull())
            .and(col("media_type").startsWith("image/"));
    return coalesce(words.or(pictures), lit(false));
  }
}
