package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;

/** The tables of a warehouse. */
@SuppressWarnings("UnusedVariable")
public final class Lake implements AutoCloseable {

  /** The name under which Spark knows the catalog. */
  public static final String CATALOG = "lake";

  private final LakeOptions options;

  private Lake(LakeOptions options) {
    this.options = options;
  }

  public static Lake open(LakeOptions options) {
    return new Lake(options);
  }

  public LakeOptions options() {
    return options;
  }

  /** What a Spark session needs to see these tables: all {@code spark.sql.*} keys. */
  public Map<String, String> sparkConf() {
    throw soon();
  }

  /** The table's name for Spark SQL, quoted: {@code lake.`shop`.`items`}. */
  public String sql(String dataset, String table) {
    throw soon();
  }

  public Table table(String dataset, String table) {
    throw soon();
  }

  public boolean exists(String dataset, String table) {
    throw soon();
  }

  public void ensureDataset(String dataset) {
    throw soon();
  }

  public boolean datasetExists(String dataset) {
    throw soon();
  }

  public List<String> datasets() {
    throw soon();
  }

  public void requireDataset(String dataset) {
    throw soon();
  }

  public Table items(String dataset) {
    throw soon();
  }

  /** The column of {@code items} that holds an attribute: its own name, or {@code user_} and it. */
  public static String itemColumn(String attribute) {
    throw soon();
  }

  /** The attributes of a dataset's items that can be filtered by, by attribute name. */
  public Map<String, AttributeType> itemAttributes(String dataset) {
    throw soon();
  }

  public void addItemColumns(String dataset, Map<String, Type> columns) {
    throw soon();
  }

  /** Creates the feature set and its table, or returns the one that is there if it is the same. */
  public FeatureSet createFeatureSet(FeatureSet featureSet) {
    throw soon();
  }

  /** Replaces the description, for a set whose vectors are being made again by another model. */
  public FeatureSet updateFeatureSet(FeatureSet featureSet) {
    throw soon();
  }

  public Optional<FeatureSet> featureSet(String dataset, String name) {
    throw soon();
  }

  public FeatureSet requireFeatureSet(String dataset, String name) {
    throw soon();
  }

  public List<FeatureSet> featureSets(String dataset) {
    throw soon();
  }

  public List<IndexRef> indexes(String dataset) {
    throw soon();
  }

  public IndexRef resolveIndex(String index, String datasetOrNull) {
    throw soon();
  }

  public IndexTable index(IndexRef index) {
    throw soon();
  }

  public IndexTable createIndex(IndexRef index, Map<String, AttributeType> filterColumns) {
    throw soon();
  }

  public void append(String dataset, List<DeadLetter> deadLetters) {
    throw soon();
  }

  public List<DeadLetter> deadLetters(String dataset) {
    throw soon();
  }

  public void append(String dataset, Run run) {
    throw soon();
  }

  public List<Run> runs(String dataset) {
    throw soon();
  }

  @Override
  public void close() {}

  private static UnsupportedOperationException soon() {
    return new UnsupportedOperationException();
  }
}
