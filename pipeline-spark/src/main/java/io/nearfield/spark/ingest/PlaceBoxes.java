package io.nearfield.spark.ingest;

import io.nearfield.connect.annotation.DrawnBox.Placed;
import io.nearfield.connect.api.Annotation;
import io.nearfield.connect.api.Names;
import io.nearfield.connect.image.Orientation;
import io.nearfield.spark.ingest.Candidates.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Gives pictures their boxes: candidates, each followed by what {@link ReadPictures} adds and by
 * the boxes found for it, to candidates with annotations and a refusal for each box that does not
 * fit its picture.
 *
 * @param candidates the columns of a candidate
 * @param files by number
 */
record PlaceBoxes(StructType candidates, HashMap<Integer, SourceFile> files)
    implements FlatMapFunction<Row, Row> {

  @Override
  public Iterator<Row> call(Row row) {
    Object[] values = new Object[candidates.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    List<Row> boxes = row.getList(row.fieldIndex("boxes"));
    String item = row.getAs("entity_id");
    if (boxes == null || row.getAs(Candidates.REASON) != null) {
      return List.of(RowFactory.create(values)).iterator();
    }
    List<Row> out = new ArrayList<>();
    List<Row> annotations = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    int width = row.<Integer>getAs(ReadPictures.WIDTH);
    int height = row.<Integer>getAs(ReadPictures.HEIGHT);
    Orientation orientation = Orientation.valueOf(row.getAs(ReadPictures.ORIENTATION));
    for (Row box : inOrder(boxes)) {
      String id = box.getAs("id");
      id = free(id == null ? Integer.toString(annotations.size()) : id, ids);
      try {
        Placed placed = BoxRow.shape(box).on(width, height, orientation);
        Names.checkEntityId(Annotation.entityId(item, id));
        annotations.add(annotation(box, id, placed));
        ids.add(id);
      } catch (IllegalArgumentException e) {
        Origin origin =
            new Origin(files.get(box.<Integer>getAs("file")), box.<Integer>getAs("number"));
        Refusal refusal = new Refusal(BoxRow.BAD_BOX, e.getMessage());
        out.add(
            Candidates.refused(origin, box.getAs("place"), Annotation.entityId(item, id), refusal));
      }
    }
    values[candidates.fieldIndex("annotations")] = annotations.toArray();
    out.add(RowFactory.create(values));
    return out.iterator();
  }

  private static List<Row> inOrder(List<Row> boxes) {
    List<Row> ordered = new ArrayList<>(boxes);
    ordered.sort(
        Comparator.comparingInt((Row box) -> box.<Integer>getAs("file"))
            .thenComparingInt(box -> box.<Integer>getAs("number")));
    return ordered;
  }

  /** The id, or one like it if files give one twice: {@code 17}, {@code 17-2}. */
  private static String free(String id, Set<String> taken) {
    String free = id;
    for (int i = 2; taken.contains(free); i++) {
      free = id + "-" + i;
    }
    return free;
  }

  private static Row annotation(Row box, String id, Placed placed) {
    Map<String, String> attributes = new HashMap<>(box.getJavaMap(box.fieldIndex("attributes")));
    if (placed.clipped()) {
      attributes.put("clipped", "true");
    }
    return RowFactory.create(
        box.getAs("label"),
        placed.box().x(),
        placed.box().y(),
        placed.box().width(),
        placed.box().height(),
        id,
        box.getAs("confidence"),
        CollectionConverters.asScala(attributes));
  }
}
