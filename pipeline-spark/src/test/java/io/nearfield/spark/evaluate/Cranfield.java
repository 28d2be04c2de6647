package io.nearfield.spark.evaluate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Cranfield collection as its three classic files hold it: 1,400 abstracts, 225 questions, and
 * who judged which abstract how useful for which question.
 *
 * @param documents text by document number; two are empty
 * @param questions text by question number, 1 to 225: the order in the file, which the judgements
 *     go by, and not the number written before each question
 * @param gains usefulness by question and document: 4 for a complete answer down to 1 for a
 *     reference of minimum interest
 */
record Cranfield(
    Map<String, String> documents,
    List<String> questions,
    Map<Integer, Map<String, Integer>> gains) {

  static Cranfield read(Path folder) throws IOException {
    Map<String, String> documents = new LinkedHashMap<>();
    records(folder.resolve("cran.all.1400")).forEach(r -> documents.put(r.number(), r.text()));
    List<String> questions =
        records(folder.resolve("cran.qry")).stream().map(NumberedText::text).toList();
    Map<Integer, Map<String, Integer>> gains = new HashMap<>();
    for (String line : Files.readAllLines(folder.resolve("cranqrel"))) {
      String[] parts = line.trim().split("\\s+");
      int code = Integer.parseInt(parts[2]);
      if (code >= 1 && code <= 4) {
        gains
            .computeIfAbsent(Integer.parseInt(parts[0]), question -> new HashMap<>())
            .merge(parts[1], 5 - code, Math::max);
      }
    }
    return new Cranfield(documents, questions, gains);
  }

  private record NumberedText(String number, String text) {}

  /** The records of a file: {@code .I} number, then fields, of which {@code .W} is the text. */
  private static List<NumberedText> records(Path file) throws IOException {
    List<NumberedText> records = new ArrayList<>();
    String number = null;
    StringBuilder text = new StringBuilder();
    boolean inText = false;
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      if (line.startsWith(".I ")) {
        if (number != null) {
          records.add(new NumberedText(number, text.toString().strip()));
        }
        number = line.substring(3).strip();
        text.setLength(0);
        inText = false;
      } else if (line.matches("\\.[TABW]\\s*")) {
        inText = line.startsWith(".W");
      } else if (inText) {
        text.append(line.strip()).append(' ');
      }
    }
    records.add(new NumberedText(number, text.toString().strip()));
    return records;
  }

  /**
   * Normalised discounted cumulative gain at 10: the sum of gain / log2(rank + 1) over the answer,
   * divided by that of the best possible answer.
   */
  double ndcgAt10(int question, List<String> answer) {
    Map<String, Integer> gain = gains.get(question);
    double found = 0;
    for (int rank = 1; rank <= Math.min(10, answer.size()); rank++) {
      found += gain.getOrDefault(answer.get(rank - 1), 0) / log2(rank + 1);
    }
    List<Integer> best =
        gain.values().stream().sorted(Comparator.reverseOrder()).limit(10).toList();
    double ideal = 0;
    for (int rank = 1; rank <= best.size(); rank++) {
      ideal += best.get(rank - 1) / log2(rank + 1);
    }
    return found / ideal;
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}
