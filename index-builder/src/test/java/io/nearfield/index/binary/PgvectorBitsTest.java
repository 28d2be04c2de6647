package io.nearfield.index.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.Metric;
import io.nearfield.index.search.Answer;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pgvector's own regression tests of bit strings: the same distances, the same order. */
class PgvectorBitsTest {

  private static final Pattern DISTANCE =
      Pattern.compile(
          "SELECT (hamming|jaccard)_distance\\('([01]*)', '([01]*)'(?:::varbit\\(\\d+\\))?\\);");
  private static final Pattern ROWS = Pattern.compile("B'([01]+)'");
  private static final Pattern ORDERED =
      Pattern.compile("SELECT \\* FROM t ORDER BY val <(~|%)> B'([01]+)';");

  @Test
  void distancesAreTheExpectedOnes() throws IOException {
    List<String> lines =
        Files.readAllLines(SharedData.require("vectors/pgvector_regress/expected/bit.out"));
    int compared = 0;
    int refused = 0;
    for (int i = 0; i < lines.size(); i++) {
      Matcher matcher = DISTANCE.matcher(lines.get(i));
      if (!matcher.matches()) {
        continue;
      }
      Metric metric = matcher.group(1).equals("hamming") ? Metric.HAMMING : Metric.JACCARD;
      // A string of no bits is a set of nothing, and so is one of zeros.
      String a = matcher.group(2).isEmpty() ? "0" : matcher.group(2);
      String b = matcher.group(3).isEmpty() ? "0" : matcher.group(3);
      BinaryIndex index = new BinaryIndex(metric, a.length());
      index.addAll(new long[] {1}, BinaryBatch.ofTexts(List.of(a)));
      BinaryBatch query = BinaryBatch.ofTexts(List.of(b));
      if (lines.get(i + 1).startsWith("ERROR:  different bit lengths")) {
        assertThatThrownBy(() -> index.searchAll(query, SearchRequest.nearest(1), 1))
            .hasMessage(
                "Cannot use binary vectors: %d bits differ from the index's %d bits",
                b.length(), a.length());
        refused++;
      } else {
        assertThat(index.searchAll(query, SearchRequest.nearest(1), 1).get(0).distances())
            .as(lines.get(i))
            .containsExactly(Float.parseFloat(lines.get(i + 3).strip()));
        compared++;
      }
    }
    assertThat(compared).isEqualTo(22);
    assertThat(refused).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hnsw_bit.out", "ivfflat_bit.out"})
  void orderIsTheExpectedOne(String file) throws IOException {
    List<String> lines =
        Files.readAllLines(SharedData.require("vectors/pgvector_regress/expected/" + file));
    List<String> stored = new ArrayList<>();
    int compared = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Matcher ordered = ORDERED.matcher(line);
      if (line.startsWith("CREATE TABLE")) {
        stored.clear();
      } else if (line.startsWith("INSERT INTO t (val) VALUES (B")) {
        ROWS.matcher(line).results().forEach(row -> stored.add(row.group(1)));
      } else if (ordered.matches()) {
        Metric metric = ordered.group(1).equals("~") ? Metric.HAMMING : Metric.JACCARD;
        BinaryIndex index = new BinaryIndex(metric, ordered.group(2).length());
        long[] ids = java.util.stream.LongStream.range(0, stored.size()).toArray();
        index.addAll(ids, BinaryBatch.ofTexts(stored));
        Answer answer =
            index.search(
                BinaryBatch.ofTexts(List.of(ordered.group(2))).row(0), SearchRequest.nearest(9));
        assertThat(Arrays.stream(answer.ids()).mapToObj(id -> stored.get((int) id)))
            .containsExactlyElementsOf(
                lines.subList(i + 3, i + 3 + stored.size()).stream().map(String::strip).toList());
        compared++;
      }
    }
    assertThat(compared).isPositive();
  }
}
