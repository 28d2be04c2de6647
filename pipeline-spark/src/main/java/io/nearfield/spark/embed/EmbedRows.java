package io.nearfield.spark.embed;

import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.index.Metric;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Items to vectors, one after the other: the same content gets the same vector bit for bit whatever
 * partition it is in. An item that cannot be embedded keeps no other back.
 *
 * @param reader how an item's content is had
 * @param hadoop how pictures are read from their address
 * @param done counts items for the progress
 */
record EmbedRows(
    ShippedModel model,
    ContentReader reader,
    Metric metric,
    Broadcast<SerializableConfiguration> hadoop,
    LongAccumulator done)
    implements FlatMapFunction<Iterator<Row>, Row> {

  /** What comes out; {@code vector} is null where {@code reason} is not. */
  static final StructType SCHEMA =
      new StructType()
          .add("entity_id", DataTypes.StringType)
          .add("content_hash", DataTypes.StringType)
          .add("vector", DataTypes.createArrayType(DataTypes.FloatType))
          .add("source", DataTypes.StringType)
          .add("reason", DataTypes.StringType)
          .add("message", DataTypes.StringType);

  private static final int LONGEST_MESSAGE = 500;

  private record Refused(String reason, String message) {}

  @Override
  public Iterator<Row> call(Iterator<Row> items) {
    if (!items.hasNext()) {
      return items;
    }
    EmbeddingModel opened = model.open();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public Row next() {
        Row result = embedded(opened, items.next());
        done.add(1);
        return result;
      }
    };
  }

  private Row embedded(EmbeddingModel opened, Row item) {
    try {
      float[] vector = opened.embed(reader.read(item, conf()));
      Refused refused = check(vector);
      return refused == null ? row(item, vector, null) : row(item, null, refused);
    } catch (FileNotFoundException e) {
      return row(item, null, new Refused("missing-file", "Cannot find the picture any more"));
    } catch (IOException e) {
      return row(item, null, new Refused("unreadable-file", "Cannot read it: " + e.getMessage()));
    } catch (RuntimeException e) {
      String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return row(item, null, new Refused("embedding-failed", message));
    }
  }

  private Configuration conf() {
    return hadoop.value().value();
  }

  private Refused check(float[] vector) {
    int dimension = model.identity().dimension();
    if (vector.length != dimension) {
      return new Refused(
          "wrong-dimension",
          "Cannot keep a vector of " + vector.length + " numbers: the model's have " + dimension);
    }
    boolean zero = true;
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        return new Refused(
            "not-finite", "Cannot keep the vector: number " + i + " is " + vector[i]);
      }
      zero &= vector[i] == 0;
    }
    return zero && metric == Metric.COSINE
        ? new Refused(
            "zero-vector", "Cannot keep a vector of zeros: it has no direction for cosine")
        : null;
  }

  private static Row row(Row item, float[] vector, Refused refused) {
    return RowFactory.create(
        item.getAs("entity_id"),
        item.getAs("content_hash"),
        vector,
        item.getAs("uri"),
        refused == null ? null : refused.reason,
        refused == null ? null : shortened(refused.message));
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE - 3) + "...";
  }
}
