package io.nearfield.spark.sql;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.spark.sql.SparkSession;
import scala.jdk.javaapi.CollectionConverters;

/** The lake that a session sees as its catalog {@value Lake#CATALOG}, by the session's settings. */
final class SessionLake {

  private static final String PREFIX = "spark.sql.catalog." + Lake.CATALOG + ".";

  /** What Spark's catalog takes and the catalog itself does not. */
  private static final Set<String> SPARKS = Set.of("cache-enabled", "warehouse");

  private static final ConcurrentMap<LakeOptions, Lake> OPEN = new ConcurrentHashMap<>();

  private SessionLake() {}

  /** Opened once in this process, and kept. */
  static Lake of(SparkSession spark) {
    return OPEN.computeIfAbsent(
        options(CollectionConverters.asJava(spark.conf().getAll())), Lake::open);
  }

  static LakeOptions options(Map<String, String> conf) {
    Map<String, String> properties = new HashMap<>();
    conf.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX) && !SPARKS.contains(key.substring(PREFIX.length()))) {
            properties.put(key.substring(PREFIX.length()), value);
          }
        });
    String warehouse = conf.get(PREFIX + "warehouse");
    if (warehouse == null || properties.isEmpty()) {
      throw new NearfieldException(
          "Cannot find the lake of this Spark session: %stype and %swarehouse must be set, as docs/sql.md shows"
              .formatted(PREFIX, PREFIX));
    }
    LakeOptions embedded = new LakeOptions(warehouse, Map.of());
    String file = embedded.warehouse().replaceFirst("^file:/*", "/") + "/catalog.db";
    return properties.getOrDefault("uri", "").startsWith("jdbc:sqlite:" + file)
        ? embedded
        : new LakeOptions(warehouse, properties);
  }
}
