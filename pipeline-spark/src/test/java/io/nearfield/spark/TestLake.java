package io.nearfield.spark;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;

/** One session and one warehouse for all tests of this process; each test has its own dataset. */
public final class TestLake {

  private static final AtomicInteger DATASETS = new AtomicInteger();
  private static Lake lake;
  private static SparkSession spark;

  private TestLake() {}

  public static synchronized Lake lake() {
    if (lake == null) {
      try {
        Path warehouse = Files.createTempDirectory(Path.of("target"), "warehouse");
        lake = Lake.open(LakeOptions.of(warehouse.toString()));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
    return lake;
  }

  public static synchronized SparkSession spark() {
    if (spark == null) {
      if (System.getProperty("spark.master") == null) {
        System.setProperty("spark.master", "local[2]");
      }
      spark = LakeSession.open(lake(), "tests");
    }
    return spark;
  }

  /** A name that no other test has. */
  public static String newDataset() {
    return "d" + DATASETS.incrementAndGet();
  }
}
