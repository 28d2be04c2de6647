package io.nearfield.spark.features;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Questions of which people said what belongs in the answer.
 *
 * @param text the question
 * @param grades above 0 by entity id
 */
public record Judgements(String text, Map<String, Double> grades) {

  /**
   * Reads lines such as {@code {"query": "red ball", "relevant": {"p1": 2, "p7": 1}}}; {@code
   * relevant} may also be a list of ids, all of grade 1.
   */
  public static List<Judgements> read(Path file) {
    ObjectMapper json = new ObjectMapper();
    List<Judgements> all = new ArrayList<>();
    int number = 0;
    try {
      for (String line : Files.readAllLines(file)) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        JsonNode one = json.readTree(line);
        Map<String, Double> grades = new HashMap<>();
        JsonNode relevant = one.path("relevant");
        relevant
            .properties()
            .forEach(grade -> grades.put(grade.getKey(), grade.getValue().asDouble()));
        if (relevant.isArray()) {
          relevant.forEach(id -> grades.put(id.asText(), 1.0));
        }
        if (!one.path("query").isTextual() || grades.isEmpty()) {
          throw new NearfieldException(
              "Cannot use judged query '%s:%d': it needs \"query\" and \"relevant\" (--judged)"
                  .formatted(file, number));
        }
        all.add(new Judgements(one.get("query").asText(), grades));
      }
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot read judged queries from '%s' (line %d): %s (--judged)"
              .formatted(file, number, e.getMessage()),
          e);
    }
    return all;
  }

  /**
   * Normalised discounted cumulative gain of an answer: gains are the grades, discounted by the
   * logarithm of the rank; 1 is the best order. K. Jarvelin, J. Kekalainen, "Cumulated gain-based
   * evaluation of IR techniques", 2002.
   */
  double ndcg(List<String> answer, int k) {
    double gained = 0;
    for (int i = 0; i < Math.min(k, answer.size()); i++) {
      gained += discounted(grades.getOrDefault(answer.get(i), 0.0), i);
    }
    List<Double> best = grades.values().stream().sorted(Comparator.reverseOrder()).toList();
    double most = 0;
    for (int i = 0; i < Math.min(k, best.size()); i++) {
      most += discounted(best.get(i), i);
    }
    return most == 0 ? 0 : gained / most;
  }

  private static double discounted(double grade, int place) {
    return grade / (Math.log(place + 2) / Math.log(2));
  }
}
