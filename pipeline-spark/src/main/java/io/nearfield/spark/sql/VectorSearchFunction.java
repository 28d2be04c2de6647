package io.nearfield.spark.sql;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.spark.embed.ShippedModel;
import io.nearfield.spark.search.BatchSearchAction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UserDefinedGenerator;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * {@code vector_search(index, query, k[, filter])}: a table of the k nearest entries, {@code rank,
 * entity_id, distance} and the index's filter columns. The query is a text, embedded with the
 * index's own model, or an array of numbers; a constant, or under {@code LATERAL} a column of the
 * table before it.
 */
final class VectorSearchFunction {

  static final String NAME = "vector_search";
  private static final String USAGE =
      "vector_search('dataset.index', query, k) with, if wanted, a filter";

  private VectorSearchFunction() {}

  static LogicalPlan build(Seq<Expression> given) {
    Arguments arguments = Arguments.of(NAME, given, 3, 4, USAGE);
    SparkSession spark = SparkSession.active();
    Lake lake = SessionLake.of(spark);
    IndexRef ref = lake.resolveIndex(arguments.constantText(0, "the index"), null);
    boolean byText = arguments.type(1).equals(DataTypes.StringType);
    int k = arguments.constantNumber(2, "k");
    if (k < 1 || k > Lookup.MAX_K) {
      throw new IllegalArgumentException(
          "Cannot look up k = " + k + " neighbours: k must be from 1 to " + Lookup.MAX_K);
    }
    IndexTable index = lake.index(ref);
    Generation generation = index.requireActive();
    String filter = arguments.size() == 4 ? arguments.constantText(3, "the filter") : null;
    SharedGeneration shared = share(spark, index, generation);
    if (filter != null && !filter.isBlank()) {
      Filter.parse(filter, shared.filterColumns()); // a mistake is told now
    }
    StructType schema = schema(spark, lake, index, shared);
    NearestRows rows =
        new NearestRows(
            shared, k, filter, byText ? model(spark, lake, ref, generation) : null, schema);
    List<Expression> children = new ArrayList<>();
    children.add(byText ? arguments.given().get(1) : arguments.numbers(1));
    UserDefinedGenerator generator =
        new UserDefinedGenerator(schema, rows, CollectionConverters.asScala(children).toSeq());
    Seq<Attribute> output =
        CollectionConverters.asScala(
                CollectionConverters.asJava(DataTypeUtils.toAttributes(schema)).stream()
                    .map(attribute -> (Attribute) attribute)
                    .toList())
            .toSeq();
    return new Generate(
        generator,
        CollectionConverters.asScala(List.<Object>of()).toSeq(),
        false,
        Option.empty(),
        output,
        new OneRowRelation());
  }

  private static SharedGeneration share(
      SparkSession spark, IndexTable index, Generation generation) {
    var filterColumns = new LinkedHashMap<>(index.filterColumns(generation.number()));
    return new SharedGeneration(
        UUID.randomUUID().toString(),
        generation,
        JavaSparkContext.fromSparkContext(spark.sparkContext())
            .broadcast(index.codebooks(generation.number())),
        index.reader(generation.number(), filterColumns.keySet()),
        filterColumns);
  }

  private static TextEmbedding model(
      SparkSession spark, Lake lake, IndexRef ref, Generation generation) {
    FeatureSet features = lake.requireFeatureSet(ref.dataset(), generation.featureSet());
    if (features.modelLocation() == null) {
      throw new NearfieldException(
          "Cannot search index '%s' by text: its vectors were imported and no model is known for them; search by an array"
              .formatted(ref));
    }
    ShippedModel model =
        ShippedModel.of(
            JavaSparkContext.fromSparkContext(spark.sparkContext()), features.modelLocation());
    model.identity().requireSame(generation.model(), "index '" + ref + "'");
    return new TextEmbedding(model, ModelOptions.defaults().forQueries());
  }

  private static StructType schema(
      SparkSession spark, Lake lake, IndexTable index, SharedGeneration shared) {
    StructType stored = spark.table(lake.sql(index.ref().dataset(), index.tableName())).schema();
    StructType schema =
        new StructType()
            .add("rank", DataTypes.IntegerType, false)
            .add("entity_id", DataTypes.StringType, false)
            .add("distance", DataTypes.FloatType, false);
    for (String attribute : shared.filterColumns().keySet()) {
      schema =
          schema.add(
              BatchSearchAction.column(attribute),
              stored.apply(IndexTable.column(attribute)).dataType());
    }
    return schema;
  }
}
