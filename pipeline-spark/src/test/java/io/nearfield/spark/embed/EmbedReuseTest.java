package io.nearfield.spark.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.Metric;
import io.nearfield.spark.TestLake;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A content that a model has embedded once in a dataset is never embedded again. */
class EmbedReuseTest {

  @TempDir Path temp;

  @Test
  void equalContentsAreEmbeddedOnceWhateverBecomesOfTheirItems() throws IOException {
    Shop shop = Shop.in(temp.resolve("shop"));
    shop.texts(Map.of("a", "w1 w2", "b", "w3", "c", "w1 w2", "d", "unheard", "e", "unheard"));

    EmbedReport first = shop.embed(shop.options("s"));
    assertThat(first.embedded()).isEqualTo(2);
    assertThat(first.reused()).as("c has a's content").isEqualTo(1);
    assertThat(first.refused()).isEqualTo(2);
    Map<String, String> rows = shop.rows("s");
    assertThat(rows.get("a")).isEqualTo(rows.get("c").replace("c ", "a "));

    EmbedReport otherSet = shop.embed(shop.options("t").withMetric(Metric.EUCLIDEAN));
    assertThat(otherSet.embedded()).as("another set, same model").isZero();
    assertThat(otherSet.reused()).isEqualTo(3);
    assertThat(shop.rows("t")).isEqualTo(rows);

    // Overwritten: other ids for the same contents.
    TestLake.spark().sql("DELETE FROM " + shop.lake().sql(shop.dataset(), Lake.ITEMS));
    shop.texts(Map.of("x", "w1 w2", "y", "w3", "z", "w4"));
    EmbedReport renamed = shop.embed(shop.options("s"));
    assertThat(renamed.embedded()).as("only w4 is new").isEqualTo(1);
    assertThat(renamed.reused()).isEqualTo(2);
    assertThat(renamed.removed()).isEqualTo(3);
    assertThat(shop.rows("s")).containsOnlyKeys("x", "y", "z");
    assertThat(shop.rows("s").get("y")).isEqualTo(rows.get("b").replace("b ", "y "));
  }

  @Test
  void aContentThatComesBackFindsTheVectorItHad() throws IOException {
    Shop shop = Shop.in(temp.resolve("shop"));
    Map<String, String> texts = new TreeMap<>(Map.of("a", "w1", "b", "w2"));
    shop.texts(texts);
    shop.embed(shop.options("s"));
    Map<String, String> rows = shop.rows("s");

    // One changes, the other goes: both vectors leave the set.
    shop.texts(Map.of("a", "w9"));
    shop.deleteItems("entity_id = 'b'");
    EmbedReport changed = shop.embed(shop.options("s"));
    assertThat(changed.embedded()).isEqualTo(1);
    assertThat(changed.removed()).isEqualTo(1);
    assertThat(shop.rows("s")).containsOnlyKeys("a");
    assertThat(shop.rows("s").get("a")).isNotEqualTo(rows.get("a"));
    assertThat(replacedInOneCommit(shop)).isTrue();

    shop.texts(texts);
    EmbedReport back = shop.embed(shop.options("s"));
    assertThat(back.embedded()).isZero();
    assertThat(back.reused()).isEqualTo(2);
    assertThat(shop.rows("s")).isEqualTo(rows);

    shop.texts(Map.of("a", "unheard"));
    EmbedReport refused = shop.embed(shop.options("s"));
    assertThat(refused.refused()).isEqualTo(1);
    assertThat(shop.rows("s")).as("a's vector was another content's").containsOnlyKeys("b");

    Path other = WordModel.write(temp.resolve("other"), 3);
    EmbedReport another = shop.embed(shop.options("u").withModel(other.toString()));
    assertThat(another.embedded()).as("another model's vectors are not ours").isEqualTo(1);
    assertThat(another.reused()).isZero();
  }

  /** Whether a new row and the end of the old one came in one snapshot. */
  private static boolean replacedInOneCommit(Shop shop) {
    Table table = shop.lake().table(shop.dataset(), "features_s");
    for (Snapshot snapshot : table.snapshots()) {
      Iterable<DeleteFile> deletes = snapshot.addedDeleteFiles(table.io());
      if (deletes.iterator().hasNext()
          && snapshot.addedDataFiles(table.io()).iterator().hasNext()) {
        return true;
      }
    }
    return false;
  }
}
