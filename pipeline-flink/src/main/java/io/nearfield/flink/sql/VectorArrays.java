package io.nearfield.flink.sql;

import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.types.logical.LogicalTypeRoot;

/** Vectors as Flink's arrays of FLOAT or DOUBLE. */
final class VectorArrays {

  private VectorArrays() {}

  static ArrayData toFlink(float[] vector, LogicalTypeRoot numbers) {
    if (numbers == LogicalTypeRoot.FLOAT) {
      return new GenericArrayData(vector);
    }
    double[] wider = new double[vector.length];
    for (int i = 0; i < vector.length; i++) {
      wider[i] = vector[i];
    }
    return new GenericArrayData(wider);
  }

  /**
   * The numbers of an array.
   *
   * @throws IllegalArgumentException if one of them is NULL
   */
  static float[] fromFlink(ArrayData array, LogicalTypeRoot numbers) {
    float[] vector = new float[array.size()];
    for (int i = 0; i < vector.length; i++) {
      if (array.isNullAt(i)) {
        throw new IllegalArgumentException(
            "Cannot look up a vector with NULL at position " + i + ": every number must be there");
      }
      vector[i] = numbers == LogicalTypeRoot.FLOAT ? array.getFloat(i) : (float) array.getDouble(i);
    }
    return vector;
  }
}
