package io.nearfield.spark.sql;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.types.DataType;
import scala.Option;
import scala.collection.immutable.IndexedSeq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A call of one of the {@link VectorFunctions} within generated code, shown under its SQL name. A
 * null argument gives NULL.
 */
final class VectorCall extends StaticInvoke {

  private static final long serialVersionUID = 1L;

  private final String name;

  VectorCall(String name, String method, DataType type, List<Expression> arguments) {
    super(
        VectorFunctions.class,
        type,
        method,
        CollectionConverters.asScala(arguments).toSeq(),
        CollectionConverters.asScala(List.<org.apache.spark.sql.types.AbstractDataType>of())
            .toSeq(),
        true,
        true,
        true,
        Option.empty());
    this.name = name;
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new VectorCall(name, functionName(), dataType(), CollectionConverters.asJava(children));
  }

  @Override
  public String prettyName() {
    return name;
  }

  @Override
  public String toString() {
    return CollectionConverters.asJava(arguments()).stream()
        .map(Expression::toString)
        .collect(Collectors.joining(", ", name + "(", ")"));
  }
}
