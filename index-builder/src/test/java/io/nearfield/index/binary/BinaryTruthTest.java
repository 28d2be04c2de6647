package io.nearfield.index.binary;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.Metric;
import io.nearfield.index.search.Answer;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The neighbours that another project published for its bits are the ones found here. */
class BinaryTruthTest {

  private static final int BITS = 128;
  private static final Pattern NUMBERS =
      Pattern.compile("\"id\": (\\d+), \"vector\": \\[([^\\]]*)\\]");

  @Test
  void theHundredNearestByHammingAreThePublishedOnes() throws IOException {
    Path folder = SharedData.require("vectors/knn_1000x128");
    BinaryIndex index = new BinaryIndex(Metric.HAMMING, BITS);
    for (String line : Files.readAllLines(folder.resolve("test_vectors_binary_1000x128.json"))) {
      Matcher matcher = NUMBERS.matcher(line);
      if (matcher.find()) {
        index.add(Long.parseLong(matcher.group(1)), bytes(matcher.group(2)));
      }
    }
    List<byte[]> queries = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("test_queries_binary_100x128.csv"))) {
      queries.add(bytes(line));
    }
    List<String> truth = Files.readAllLines(folder.resolve("test_ground_truth_binary_100.csv"));
    assertThat(index.size()).isEqualTo(1_000);
    assertThat(queries).hasSize(100);
    assertThat(truth).hasSize(100);

    for (int q = 0; q < queries.size(); q++) {
      long[] published =
          Arrays.stream(truth.get(q).split(","))
              .map(String::strip)
              .limit(100)
              .mapToLong(Long::parseLong)
              .toArray();
      Answer answer = index.search(queries.get(q), SearchRequest.nearest(100));
      byte[] query = queries.get(q);
      float[] theirs = new float[published.length];
      for (int i = 0; i < theirs.length; i++) {
        theirs[i] = bitsThatDiffer(query, index.vector(published[i]).orElseThrow());
      }
      assertThat(answer.distances()).containsExactly(theirs);
      float last = theirs[theirs.length - 1];
      assertThat(before(answer.ids(), answer.distances(), last))
          .containsExactlyInAnyOrder(before(published, theirs, last));
    }
  }

  /** The ids of those nearer than the last, whose ties each side may cut as it likes. */
  private static long[] before(long[] ids, float[] distances, float last) {
    return java.util.stream.IntStream.range(0, ids.length)
        .filter(i -> distances[i] < last)
        .mapToLong(i -> ids[i])
        .toArray();
  }

  private static int bitsThatDiffer(byte[] a, byte[] b) {
    int differ = 0;
    for (int i = 0; i < a.length; i++) {
      differ += Integer.bitCount((a[i] ^ b[i]) & 0xff);
    }
    return differ;
  }

  private static byte[] bytes(String numbers) {
    String[] parts = numbers.split(",");
    byte[] bytes = new byte[parts.length];
    for (int i = 0; i < parts.length; i++) {
      bytes[i] = Byte.parseByte(parts[i].strip());
    }
    return bytes;
  }
}
