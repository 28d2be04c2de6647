package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The built-in text model against people's judgement of 1,379 pairs of English sentences. */
class StsBenchmarkTest {

  @Test
  void cosineOfTheBuiltInModelRanksSentencePairsAsPeopleDo() throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (String line : Files.readAllLines(SharedData.require("texts/stsb/stsb-en-test.csv"))) {
      rows.add(fields(line));
    }
    EmbeddingModel model = Models.shared(Models.DEFAULT_TEXT, ModelOptions.defaults());
    double[] cosine = new double[rows.size()];
    double[] human = new double[rows.size()];
    long start = System.nanoTime();
    for (int i = 0; i < cosine.length; i++) {
      float[] a = model.embed(new Content.Text(rows.get(i).get(0)));
      float[] b = model.embed(new Content.Text(rows.get(i).get(1)));
      cosine[i] = Cosine.of(a, b);
      human[i] = Double.parseDouble(rows.get(i).get(2));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double spearman = Spearman.of(cosine, human);
    System.out.printf(
        "STS-b English test: %d pairs, Spearman %.4f (%s, one thread, %.0f sentences/s)%n",
        rows.size(), spearman, model.identity().shortForm(), 2 * rows.size() / seconds);

    assertThat(rows).hasSize(1379);
    assertThat(spearman).isGreaterThanOrEqualTo(0.80);
  }

  /** The fields of one line of comma-separated values with double quotes. */
  private static List<String> fields(String line) {
    List<String> out = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        out.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    out.add(field.toString());
    return out;
  }
}
