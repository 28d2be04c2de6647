package io.nearfield.spark;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.sql.NearfieldExtensions;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * Opens the Spark session that a batch step runs in.
 *
 * <p>Under {@code spark-submit} the master and all that was set there stay as they are; started
 * plainly, Spark runs in this process on all cores, quietly and without a web page.
 */
public final class LakeSession {

  private static final String EXTENSIONS = "spark.sql.extensions";

  private LakeSession() {}

  /**
   * Returns the running session or a new one, with the lake as catalog {@value Lake#CATALOG}.
   *
   * <p>If this process already has a session, that one is returned if it sees the same lake, and
   * otherwise a session beside it that does; settings of the running one are left alone.
   */
  public static SparkSession open(Lake lake, String appName) {
    Option<SparkSession> running = SparkSession.getDefaultSession();
    if (running.isDefined() && !running.get().sparkContext().isStopped()) {
      return beside(running.get(), lake);
    }
    SparkConf given = new SparkConf(true);
    SparkSession.Builder builder = SparkSession.builder().appName(appName);
    boolean local = given.get("spark.master", "local[*]").matches("local(\\[[^-].*\\])?");
    if (!given.contains("spark.master")) {
      builder.master("local[*]");
    }
    if (local) {
      localDefaults().forEach((key, value) -> setIfMissing(builder, given, key, value));
    }
    engineDefaults().forEach((key, value) -> setIfMissing(builder, given, key, value));
    lake.sparkConf().forEach(builder::config);
    builder.config(EXTENSIONS, lake.sparkConf().get(EXTENSIONS) + "," + NearfieldExtensions.NAME);
    SparkSession session = builder.getOrCreate();
    if (!given.contains("spark.log.level")) {
      session.sparkContext().setLogLevel("ERROR");
    }
    return session;
  }

  private static SparkSession beside(SparkSession running, Lake lake) {
    Map<String, String> wanted = lake.sparkConf();
    boolean same =
        wanted.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("spark.sql.catalog."))
            .allMatch(entry -> entry.getValue().equals(running.conf().get(entry.getKey(), null)));
    if (same) {
      return running;
    }
    SparkSession session = running.newSession();
    wanted.forEach(
        (key, value) -> {
          if (key.startsWith("spark.sql.catalog.")) {
            session.conf().set(key, value);
          }
        });
    return session;
  }

  /** What one process on one machine wants instead of Spark's defaults for a cluster. */
  private static Map<String, String> localDefaults() {
    int cores = Runtime.getRuntime().availableProcessors();
    return Map.of(
        "spark.driver.host",
        "127.0.0.1",
        "spark.driver.bindAddress",
        "127.0.0.1",
        "spark.ui.enabled",
        "false",
        "spark.sql.shuffle.partitions",
        Integer.toString(Math.max(2, cores)),
        "spark.default.parallelism",
        Integer.toString(Math.max(2, cores)),
        // Spark makes this folder at once; nothing of ours goes there.
        "spark.sql.warehouse.dir",
        Path.of(System.getProperty("java.io.tmpdir"), "nearfield-spark-warehouse").toString());
  }

  /** What our stages rely on wherever they run. */
  private static Map<String, String> engineDefaults() {
    return Map.of(
        "spark.ui.showConsoleProgress", "false",
        "spark.sql.execution.arrow.pyspark.enabled", "false",
        "spark.sql.session.timeZone", "UTC",
        "spark.sql.timestampType", "TIMESTAMP_LTZ",
        "spark.log.structuredLogging.enabled", "false");
  }

  private static void setIfMissing(
      SparkSession.Builder builder, SparkConf given, String key, String value) {
    if (!given.contains(key)) {
      builder.config(key, value);
    }
  }
}
