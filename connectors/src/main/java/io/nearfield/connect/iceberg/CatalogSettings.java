package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.NearfieldException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The properties of the Iceberg catalog, as Iceberg and as Spark take them. */
final class CatalogSettings {

  /** Prefix of properties that go into the Hadoop configuration, as Spark's catalogs have it. */
  static final String HADOOP = "hadoop.";

  private CatalogSettings() {}

  static boolean embedded(LakeOptions options) {
    return options.catalogProperties().isEmpty();
  }

  static Path databaseFile(LakeOptions options) {
    return Warehouse.local(options.warehouse()).resolve("catalog.db");
  }

  static Map<String, String> properties(LakeOptions options) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("warehouse", options.warehouse());
    properties.put("io-impl", "org.apache.iceberg.hadoop.HadoopFileIO");
    if (embedded(options)) {
      properties.putAll(sqlite(options));
    } else {
      properties.putAll(options.catalogProperties());
      if (!properties.containsKey("type") && !properties.containsKey("catalog-impl")) {
        throw new IllegalArgumentException(
            "Cannot open a catalog from "
                + options.catalogProperties().keySet()
                + ": 'type' (rest, hive, glue, jdbc, ...) or 'catalog-impl' is missing in"
                + " --catalog");
      }
    }
    return properties;
  }

  private static Map<String, String> sqlite(LakeOptions options) {
    if (!Warehouse.isLocal(options.warehouse())) {
      throw new IllegalArgumentException(
          "Cannot keep the embedded catalog in '"
              + options.warehouse()
              + "': it needs a local folder; name an Iceberg catalog with --catalog (type=rest,"
              + " uri=...)");
    }
    Path file = databaseFile(options);
    if (file.toString().indexOf('?') >= 0) {
      throw new NearfieldException(
          "Cannot keep the embedded catalog in '" + file + "': the path holds a '?'");
    }
    return Map.of(
        "type",
        "jdbc",
        "uri",
        "jdbc:sqlite:" + file + "?busy_timeout=30000&journal_mode=WAL",
        "jdbc.schema-version",
        "V1");
  }

  /**
   * The same for a Spark session; Spark must not cache tables, since other processes change them.
   */
  static Map<String, String> spark(LakeOptions options) {
    String prefix = "spark.sql.catalog." + Lake.CATALOG;
    Map<String, String> conf = new LinkedHashMap<>();
    conf.put(
        "spark.sql.extensions",
        "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
    conf.put(prefix, "org.apache.iceberg.spark.SparkCatalog");
    properties(options).forEach((key, value) -> conf.put(prefix + "." + key, value));
    conf.put(prefix + ".cache-enabled", "false");
    return conf;
  }
}
