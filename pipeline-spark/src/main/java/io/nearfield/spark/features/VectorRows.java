package io.nearfield.spark.features;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Hashes;
import io.nearfield.connect.api.Names;
import io.nearfield.connect.api.VectorRules;
import io.nearfield.connect.api.VectorRules.Refused;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** One row of an import: a vector with its place, or why it is refused. */
final class VectorRows {

  /**
   * {@code file}, {@code row_number} and {@code part_number} are its order among all, {@code
   * source} is for people; {@code vector} is null where {@code reason} is not.
   */
  static final StructType SCHEMA =
      new StructType()
          .add("file", DataTypes.StringType)
          .add("row_number", DataTypes.LongType)
          .add("part_number", DataTypes.IntegerType)
          .add("source", DataTypes.StringType)
          .add("entity_id", DataTypes.StringType)
          .add("item_id", DataTypes.StringType)
          .add("vector", DataTypes.createArrayType(DataTypes.FloatType))
          .add("content_hash", DataTypes.StringType)
          .add("reason", DataTypes.StringType)
          .add("message", DataTypes.StringType);

  private VectorRows() {}

  /**
   * The place of a vector.
   *
   * @param file where its file lies, which is its order among the files
   * @param row in the file
   * @param part in the row
   * @param source for people
   */
  record Place(String file, long row, int part, String source) {}

  /** Judges a row; {@code itemId} may be null. */
  static Row of(FeatureSet set, Place place, String entityId, String itemId, float[] vector) {
    Refused why = id(entityId);
    if (why == null) {
      why = VectorRules.of(set).refusal(vector);
    }
    if (why != null) {
      return refused(place, entityId, why);
    }
    return RowFactory.create(
        place.file,
        place.row,
        place.part,
        place.source,
        entityId,
        itemId == null ? set.itemOf(entityId) : itemId,
        vector,
        Hashes.sha256(vector),
        null,
        null);
  }

  static Row refused(Place place, String entityId, Refused why) {
    return RowFactory.create(
        place.file,
        place.row,
        place.part,
        place.source,
        entityId,
        null,
        null,
        null,
        why.reason(),
        why.message());
  }

  /** The numbers of a column, of which none may be missing; null if one is. */
  static float[] floats(List<?> values) {
    float[] vector = new float[values.size()];
    for (int i = 0; i < vector.length; i++) {
      if (!(values.get(i) instanceof Number number)) {
        return null;
      }
      vector[i] = number.floatValue();
    }
    return vector;
  }

  private static Refused id(String entityId) {
    if (entityId == null) {
      return new Refused("missing-id", "The id is missing");
    }
    try {
      Names.checkEntityId(entityId);
      return null;
    } catch (IllegalArgumentException e) {
      return new Refused("bad-id", e.getMessage());
    }
  }
}
