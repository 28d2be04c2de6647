package io.nearfield.spark.ml;

import io.nearfield.connect.api.NearfieldException;
import java.util.Arrays;
import org.apache.spark.ml.functions$;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** The params that {@link IvfPq} and {@link IvfPqModel} share. */
interface IvfPqParams extends Params {

  Param<String> featuresCol();

  Param<String> cellCol();

  Param<String> codeCol();

  Param<String> spec();

  Param<String> metric();

  LongParam seed();

  Param<String> trainer();

  default String getFeaturesCol() {
    return getOrDefault(featuresCol());
  }

  default String getCellCol() {
    return getOrDefault(cellCol());
  }

  default String getCodeCol() {
    return getOrDefault(codeCol());
  }

  default String getSpec() {
    return getOrDefault(spec());
  }

  default String getMetric() {
    return getOrDefault(metric());
  }

  default long getSeed() {
    return (Long) (Object) getOrDefault(seed());
  }

  default String getTrainer() {
    return getOrDefault(trainer());
  }

  /** The schema with the two columns that the model adds; null where there is no vector. */
  default StructType withCellAndCode(StructType schema) {
    features(schema);
    for (String added : new String[] {getCellCol(), getCodeCol()}) {
      if (Arrays.asList(schema.fieldNames()).contains(added)) {
        throw new IllegalArgumentException(
            "Cannot add column '" + added + "': it is there already; set cellCol or codeCol");
      }
    }
    return schema.add(getCellCol(), DataTypes.IntegerType).add(getCodeCol(), DataTypes.BinaryType);
  }

  /** The features column as {@code array<float>}, whether it holds ML vectors or arrays. */
  default Column features(StructType schema) {
    String name = getFeaturesCol();
    if (!Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new IllegalArgumentException(
          "Cannot find features column '%s': there are %s"
              .formatted(name, String.join(", ", schema.fieldNames())));
    }
    DataType type = schema.apply(name).dataType();
    Column column = new Column("`" + name.replace("`", "``") + "`");
    if (type.equals(SQLDataTypes.VectorType())) {
      return functions$.MODULE$.vector_to_array(column, "float32");
    }
    if (type instanceof ArrayType array && array.elementType() instanceof NumericType) {
      return column.cast("array<float>");
    }
    throw new NearfieldException(
        "Cannot use features column '%s': expected an ML vector or an array of numbers, got %s"
            .formatted(name, type.simpleString()));
  }
}
