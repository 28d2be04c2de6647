package io.nearfield.spark.features;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.feature.VectorLine;
import io.nearfield.spark.features.VectorRows.Place;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Vectors in lines of JSON, see {@link VectorLine}. A blank line is none. */
record JsonVectors(SparkSession spark, List<Path> files, FeatureSet set) {

  Dataset<Row> rows() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    FeatureSet into = set;
    List<JavaRDD<Row>> parts = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      int number = i;
      String name = files.get(i).getName();
      parts.add(
          context
              .textFile(files.get(i).toString())
              .zipWithIndex()
              .filter(line -> !line._1().isBlank())
              .flatMap(line -> judged(into, number, line._2() + 1, name, line._1()).iterator()));
    }
    return spark.createDataFrame(context.union(parts.toArray(JavaRDD[]::new)), VectorRows.SCHEMA);
  }

  private static List<Row> judged(FeatureSet set, int file, long line, String name, String text) {
    Place place = new Place(file, line, name + ":" + line);
    return VectorLine.parse(text, set.name()).stream()
        .map(
            one ->
                one.refused() == null
                    ? VectorRows.of(set, place, one.entityId(), one.itemId(), one.vector())
                    : VectorRows.refused(place, one.entityId(), one.refused()))
        .toList();
  }
}
