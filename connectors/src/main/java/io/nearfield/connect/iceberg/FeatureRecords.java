package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.FeatureVector;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;

/** Vectors of a feature set as rows of its table. */
final class FeatureRecords {

  private FeatureRecords() {}

  static Record row(FeatureVector vector) {
    Record row = GenericRecord.create(Schemas.FEATURE_COLUMNS);
    row.setField("feature_id", vector.entityId());
    row.setField("entity_id", vector.entityId());
    row.setField("item_id", vector.itemId());
    row.setField("vector", new Floats(vector.vector()));
    row.setField("content_hash", vector.contentHash());
    row.setField("model_hash", vector.modelHash());
    row.setField("embedded_at", OffsetDateTime.ofInstant(vector.embeddedAt(), ZoneOffset.UTC));
    return row;
  }

  static FeatureVector vector(Record row) {
    OffsetDateTime at = (OffsetDateTime) row.getField("embedded_at");
    return new FeatureVector(
        (String) row.getField("entity_id"),
        (String) row.getField("item_id"),
        floats((List<?>) row.getField("vector")),
        (String) row.getField("content_hash"),
        (String) row.getField("model_hash"),
        at == null ? null : at.toInstant());
  }

  private static float[] floats(List<?> values) {
    float[] vector = new float[values == null ? 0 : values.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (Float) values.get(i);
    }
    return vector;
  }

  /** A float array as the list that Iceberg's writers take, boxed one at a time. */
  private static final class Floats extends AbstractList<Float> implements RandomAccess {
    private final float[] values;

    Floats(float[] values) {
      this.values = values;
    }

    @Override
    public Float get(int index) {
      return values[index];
    }

    @Override
    public int size() {
      return values.length;
    }
  }
}
