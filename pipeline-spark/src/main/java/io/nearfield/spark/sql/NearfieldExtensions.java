package io.nearfield.spark.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import scala.Function1;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Adds Nearfield's functions to a Spark session.
 *
 * <pre>{@code
 * spark-sql --conf spark.sql.extensions=io.nearfield.spark.sql.NearfieldExtensions ...
 * select title, vector_cosine_similarity(vector, embed('red shoes', 'minilm')) from ...
 * select * from vector_search('shop.titles', 'red shoes', 5)
 * }</pre>
 *
 * <p>The vector functions have the names and meanings of Spark 4.2.
 */
public final class NearfieldExtensions
    extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {

  /** What {@code spark.sql.extensions} is set to. */
  public static final String NAME = "io.nearfield.spark.sql.NearfieldExtensions";

  private static final DataType VECTOR = DataTypes.createArrayType(DataTypes.FloatType);

  @Override
  public BoxedUnit apply(SparkSessionExtensions session) {
    pair(session, "vector_l2_distance", "l2Distance", "the Euclidean distance of two vectors");
    pair(session, "vector_inner_product", "innerProduct", "the inner product of two vectors");
    pair(
        session,
        "vector_cosine_similarity",
        "cosineSimilarity",
        "the cosine of the angle between two vectors");
    norm(session, "vector_norm", "norm", DataTypes.FloatType, "the norm of a vector");
    norm(session, "vector_normalize", "normalize", VECTOR, "the vector divided by its norm");
    function(
        session,
        EmbedFunction.NAME,
        "_FUNC_(text, model) - Returns the vector that a model gives a text.",
        EmbedFunction::build);
    Function1<Seq<Expression>, LogicalPlan> search = VectorSearchFunction::build;
    session.injectTableFunction(
        new Tuple3<>(
            FunctionIdentifier.apply(VectorSearchFunction.NAME),
            info(
                VectorSearchFunction.NAME,
                "_FUNC_(index, query, k) - Returns the k nearest entries of an index."),
            search));
    return BoxedUnit.UNIT;
  }

  private static void pair(
      SparkSessionExtensions session, String name, String method, String what) {
    function(
        session,
        name,
        "_FUNC_(array1, array2) - Returns " + what + ", which must have the same dimension.",
        given -> {
          Arguments arguments =
              Arguments.of(name, given, 2, 2, name + "(ARRAY<FLOAT>, ARRAY<FLOAT>)");
          return new VectorCall(
              name, method, DataTypes.FloatType, List.of(arguments.vector(0), arguments.vector(1)));
        });
  }

  private static void norm(
      SparkSessionExtensions session, String name, String method, DataType type, String what) {
    function(
        session,
        name,
        "_FUNC_(array, degree) - Returns "
            + what
            + "; the degree is 1.0, 2.0 (which is the default) or float('inf').",
        given -> {
          Arguments arguments =
              Arguments.of(name, given, 1, 2, name + "(ARRAY<FLOAT>) with, if wanted, a FLOAT");
          List<Expression> children = new ArrayList<>();
          children.add(arguments.vector(0));
          children.add(
              arguments.size() == 2
                  ? arguments.of(1, DataTypes.FloatType)
                  : Literal.create(2f, DataTypes.FloatType));
          return new VectorCall(name, method, type, children);
        });
  }

  private static void function(
      SparkSessionExtensions session,
      String name,
      String usage,
      Function1<Seq<Expression>, Expression> builder) {
    session.injectFunction(
        new Tuple3<>(FunctionIdentifier.apply(name), info(name, usage), builder));
  }

  private static ExpressionInfo info(String name, String usage) {
    return new ExpressionInfo(NAME, null, name, usage, "", "", "", "", "0.1.0", "", "scala_udf");
  }
}
