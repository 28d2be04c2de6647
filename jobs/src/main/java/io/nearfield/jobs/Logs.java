package io.nearfield.jobs;

import java.nio.file.Path;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Where this process writes what nobody needs to read unless something went wrong. Until {@link
 * #into} is called, and in processes that others start (Spark executors, a cluster's own Flink),
 * warnings go to standard error.
 */
public final class Logs {

  private static final String FOLDER_PROPERTY = "nearfield.logs";
  private static final String FILE = "nearfield.log";

  private Logs() {}

  /** Sends the log of this process to {@code nearfield.log} in a folder, made when needed. */
  public static void into(Path folder) {
    System.setProperty(FOLDER_PROPERTY, folder.toString());
    if (startedBySpark()) {
      // Spark has set logging up before our main was called.
      Configurator.reconfigure();
    }
  }

  /** Logs what the engines do as well; to be called before {@link #into}. */
  public static void more() {
    System.setProperty("nearfield.log.level", "debug");
    System.setProperty("nearfield.log.engines", "info");
    // Spark sets its own level when it starts, unless it is told one.
    System.setProperty("spark.log.level", "INFO");
  }

  /** The log file, or null if the log goes where others have decided. */
  public static Path file() {
    String folder = System.getProperty(FOLDER_PROPERTY);
    return folder == null ? null : Path.of(folder, FILE);
  }

  /** Whether {@code spark-submit} runs our main. */
  public static boolean startedBySpark() {
    return System.getProperty("sun.java.command", "")
        .startsWith("org.apache.spark.deploy.SparkSubmit");
  }
}
