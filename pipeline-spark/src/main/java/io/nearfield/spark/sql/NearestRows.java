package io.nearfield.spark.sql;

import io.nearfield.index.search.Hit;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Function1;
import scala.collection.IterableOnce;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** The rows that {@code vector_search} makes of one query; none of a query that is null. */
final class NearestRows extends AbstractFunction1<Row, IterableOnce<InternalRow>>
    implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int FIRST_ATTRIBUTE = 3;

  private final SharedGeneration generation;
  private final int k;
  private final String filter;
  private final TextEmbedding model;
  private final StructType schema;
  private final ArrayList<String> attributes;
  private transient List<Function1<Object, Object>> toCatalyst;

  /**
   * @param filter which entries may answer, or null
   * @param model embeds queries that are texts; null where they are vectors
   */
  NearestRows(
      SharedGeneration generation, int k, String filter, TextEmbedding model, StructType schema) {
    this.generation = generation;
    this.k = k;
    this.filter = filter;
    this.model = model;
    this.schema = schema;
    this.attributes = new ArrayList<>(generation.filterColumns().keySet());
  }

  @Override
  public IterableOnce<InternalRow> apply(Row query) {
    List<InternalRow> rows = new ArrayList<>();
    if (!query.isNullAt(0)) {
      float[] vector = model == null ? floats(query.getList(0)) : model.vector(query.getString(0));
      for (Hit<Map<String, Object>> hit : generation.search(vector, k, filter)) {
        rows.add(row(rows.size() + 1, hit));
      }
    }
    return CollectionConverters.asScala(rows);
  }

  private static float[] floats(List<Float> values) {
    float[] vector = new float[values.size()];
    for (int i = 0; i < vector.length; i++) {
      Float value = values.get(i);
      if (value == null) {
        throw new IllegalArgumentException(
            "Cannot search by a vector with NULL at position "
                + i
                + ": every value must be finite");
      }
      vector[i] = value;
    }
    return vector;
  }

  private InternalRow row(int rank, Hit<Map<String, Object>> hit) {
    StructField[] fields = schema.fields();
    Object[] values = new Object[fields.length];
    values[0] = rank;
    values[1] = UTF8String.fromString(hit.id());
    values[2] = hit.distance();
    for (int i = FIRST_ATTRIBUTE; i < fields.length; i++) {
      Object value = hit.attachment().get(attributes.get(i - FIRST_ATTRIBUTE));
      values[i] = converters().get(i).apply(external(value));
    }
    return new GenericInternalRow(values);
  }

  private static Object external(Object value) {
    if (value instanceof List<?> list) {
      return CollectionConverters.asScala(list).toSeq();
    }
    return value instanceof Instant instant ? java.sql.Timestamp.from(instant) : value;
  }

  private List<Function1<Object, Object>> converters() {
    if (toCatalyst == null) {
      List<Function1<Object, Object>> made = new ArrayList<>();
      for (StructField field : schema.fields()) {
        made.add(CatalystTypeConverters.createToCatalystConverter(field.dataType()));
      }
      toCatalyst = made;
    }
    return toCatalyst;
  }
}
