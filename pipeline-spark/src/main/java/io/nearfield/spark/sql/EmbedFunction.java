package io.nearfield.spark.sql;

import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.spark.embed.ShippedModel;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.ObjectType;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * {@code embed(text, model[, purpose])}: the vector of a text. The model is a built-in name or a
 * folder that the driver can read, and travels to the executors; each has one session of it,
 * whatever the number of its tasks and queries.
 */
final class EmbedFunction {

  static final String NAME = "embed";

  private EmbedFunction() {}

  static Expression build(Seq<Expression> given) {
    Arguments arguments =
        Arguments.of(NAME, given, 2, 3, "embed(text, model) or embed(text, model, 'query')");
    Expression text = arguments.of(0, DataTypes.StringType);
    String location = arguments.constantText(1, "the model");
    ModelOptions options = ModelOptions.defaults();
    if (arguments.size() == 3) {
      options = purpose(arguments.constantText(2, "the purpose"), options);
    }
    TextEmbedding embedding =
        new TextEmbedding(
            ShippedModel.of(
                JavaSparkContext.fromSparkContext(SparkSession.active().sparkContext()), location),
            options);
    return new Invoke(
        Literal.fromObject(embedding, new ObjectType(TextEmbedding.class)),
        "embed",
        DataTypes.createArrayType(DataTypes.FloatType, false),
        CollectionConverters.asScala(List.of(text)).toSeq(),
        CollectionConverters.asScala(List.<AbstractDataType>of()).toSeq(),
        true,
        true,
        true);
  }

  private static ModelOptions purpose(String purpose, ModelOptions options) {
    return switch (purpose) {
      case "item" -> options;
      case "query" -> options.forQueries();
      default ->
          throw new IllegalArgumentException(
              "Cannot call embed: the purpose must be 'item' or 'query', got '" + purpose + "'");
    };
  }
}
