package io.nearfield.spark.evaluate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** An evaluation as one HTML page that needs nothing else, in light and dark. */
public final class EvaluationReport {

  private static final String TEMPLATE = "report.html";
  private static final String PLACE = "/*DATA*/";

  private EvaluationReport() {}

  /** The page. */
  public static String html(Evaluation evaluation) {
    try (InputStream template = EvaluationReport.class.getResourceAsStream(TEMPLATE)) {
      // Nothing in the data may end the element that holds it.
      String data = evaluation.json().replace("<", "\\u003c");
      return new String(template.readAllBytes(), StandardCharsets.UTF_8).replace(PLACE, data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
