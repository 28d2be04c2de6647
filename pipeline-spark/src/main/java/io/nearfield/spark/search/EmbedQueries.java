package io.nearfield.spark.search;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.spark.embed.ShippedModel;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import scala.Tuple2;

/** Embeds questions on the executors with the model of the index, one text per call. */
final class EmbedQueries {

  private EmbedQueries() {}

  static Dataset<Tuple2<String, float[]>> embed(
      Dataset<Tuple2<String, String>> texts,
      ShippedModel model,
      Encoder<Tuple2<String, float[]>> encoder) {
    return texts.map(
        (MapFunction<Tuple2<String, String>, Tuple2<String, float[]>>)
            text -> {
              EmbeddingModel opened = model.open(ModelOptions.defaults().forQueries());
              return new Tuple2<>(text._1(), opened.embed(new Content.Text(text._2())));
            },
        encoder);
  }
}
