package io.nearfield.spark.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.FeatureVector;
import io.nearfield.connect.api.Hashes;
import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that end in the middle, and runs that meet: nothing twice, nothing lost, nothing wrong. */
class EmbedRecoveryTest {

  /** Ends a run as a kill would: nothing of ours catches it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @TempDir Path temp;

  @Test
  void aRunKilledAtAnyStepOfACommitIsFinishedByTheNext() throws IOException {
    Shop shop = Shop.in(temp.resolve("killed"));
    Shop undisturbed = Shop.in(temp.resolve("undisturbed"));
    undisturbed.texts(before());
    undisturbed.embed(undisturbed.options("s"));
    undisturbed.texts(after());
    undisturbed.deleteItems("entity_id IN ('i0', 'i1')");
    undisturbed.embed(undisturbed.options("s"));

    shop.texts(before());
    killedAtEveryStep(shop, 2);
    assertThat(shop.embed(shop.options("s")).embedded()).isZero();
    shop.texts(after());
    shop.deleteItems("entity_id IN ('i0', 'i1')");
    int kills = killedAtEveryStep(shop, 5);

    assertThat(kills).isGreaterThanOrEqualTo(5);
    assertThat(shop.rows("s")).isEqualTo(undisturbed.rows("s"));
    assertThat(shop.refusals()).containsExactlyInAnyOrderElementsOf(undisturbed.refusals());
    assertThat(shop.refusals()).doesNotHaveDuplicates().hasSize(2);
    EmbedReport last = shop.embed(shop.options("s"));
    assertThat(last.embedded() + last.reused() + last.removed()).isZero();
    assertThat(last.refused()).isEqualTo(2);
  }

  /** Kills run after run, each one step later than the one before, until one gets through. */
  private static int killedAtEveryStep(Shop shop, int least) {
    for (int kill = 1; ; kill++) {
      AtomicInteger left = new AtomicInteger(kill);
      try {
        shop.embed(
            shop.options("s"),
            step -> {
              if (left.decrementAndGet() == 0) {
                throw new Killed();
              }
            });
        assertThat(kill).isGreaterThan(least);
        return kill - 1;
      } catch (Killed e) {
        shop.rows("s");
        assertThat(shop.refusals()).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void ofTwoRunsAtOnceOneStopsAndNothingIsThereTwice() throws IOException {
    Shop shop = Shop.in(temp.resolve("shop"));
    shop.texts(before());
    EmbedOptions options = shop.options("s");
    boolean[] met = {false};

    assertThatThrownBy(
            () ->
                shop.embed(
                    options.withItemsPerCommit(10),
                    step -> {
                      if (step.equals("before features") && !met[0]) {
                        met[0] = true;
                        shop.embed(options);
                      }
                    }))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("another run wrote to it meanwhile")
        .hasMessageContaining("run it again");

    assertThat(shop.rows("s")).hasSize(38);
    assertThat(shop.refusals()).doesNotHaveDuplicates().hasSize(2);
    EmbedReport again = shop.embed(options);
    assertThat(again.unchanged()).isEqualTo(38);
    assertThat(again.refused()).isEqualTo(2);
  }

  @Test
  void aGpuThatIsNotThereIsOneErrorAndNothingIsWritten() throws IOException {
    Shop shop = Shop.in(temp.resolve("shop"));
    shop.texts(before());
    List<String> steps = new ArrayList<>();
    assertThatThrownBy(
            () -> shop.embed(shop.options("s").withDevice(DeviceChoice.CUDA), steps::add))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("--device cpu");
    assertThat(steps).isEmpty();
    assertThat(shop.embed(shop.options("s")).embedded()).isEqualTo(38);
  }

  /** Forty items, two of which the model refuses. */
  private static Map<String, String> before() {
    Map<String, String> texts = new TreeMap<>();
    for (int i = 0; i < 40; i++) {
      texts.put("i" + i, i % 20 == 7 ? "nothing known " + i : "w" + i + " w" + (i + 1));
    }
    return texts;
  }

  /** Ten of them changed, three new. */
  private static Map<String, String> after() {
    Map<String, String> texts = before();
    for (int i = 30; i < 43; i++) {
      texts.put("i" + i, "w" + (i + 100));
    }
    return texts;
  }

  @Test
  void whatIsRefusedAgainIsOneRowWithMoreAttemptsAndInTheEndIsLeftAlone() throws IOException {
    Shop shop = Shop.in(temp.resolve("shop"));
    shop.texts(before());
    EmbedOptions thrice =
        shop.options("s").withRunning(EmbedOptions.Running.DEFAULTS.withMaxAttempts(3));

    EmbedReport first = shop.embed(thrice);
    Map<String, Integer> once = shop.attempts();
    int runs = 1;
    EmbedReport last = first;
    for (; last.givenUp() == 0; runs++) {
      assertThat(last.refused()).isEqualTo(2);
      last = shop.embed(thrice);
      assertThat(runs).isLessThanOrEqualTo(3);
    }
    assertThat(last.refused()).isEqualTo(2);
    assertThat(last.givenUp()).isEqualTo(2);
    assertThat(last.unchanged()).isEqualTo(38);
    int tries = runs - 1;
    assertThat(shop.attempts()).hasSize(2);
    shop.attempts()
        .forEach(
            (id, sum) -> assertThat(sum).isEqualTo(tries * once.get(id)).isGreaterThanOrEqualTo(3));
    assertThat(shop.refusals()).hasSize(2);

    assertThat(shop.embed(shop.options("other")).givenUp()).as("the same model").isZero();
    assertThat(
            shop.embed(thrice.withRunning(EmbedOptions.Running.DEFAULTS.withMaxAttempts(0)))
                .givenUp())
        .isZero();

    Map<String, String> mended = before();
    mended.put("i7", "w1 w2");
    shop.texts(mended);
    EmbedReport after = shop.embed(thrice);
    assertThat(after.embedded() + after.reused()).isEqualTo(1);
    assertThat(after.givenUp()).isEqualTo(1);
  }

  @Test
  void aTaskStopsInTimeAndAnotherDoesTheRest() throws IOException {
    Map<String, String> many = new TreeMap<>();
    for (int i = 0; i < 300; i++) {
      many.put("i" + i, i % 20 == 7 ? "nothing known " + i : "w" + i + " w" + (i + 1));
    }
    Shop undisturbed = Shop.in(temp.resolve("undisturbed"));
    undisturbed.texts(many);
    undisturbed.embed(undisturbed.options("s"));
    Shop shop = Shop.in(temp.resolve("shop"));
    shop.texts(many);
    List<String> steps = new ArrayList<>();

    EmbedReport report =
        shop.embed(
            shop.options("s")
                .withRunning(
                    EmbedOptions.Running.DEFAULTS.withCommitEvery(Duration.ofNanos(1_000_000))),
            steps::add);

    assertThat(report.embedded()).isEqualTo(285);
    assertThat(report.refused()).isEqualTo(15);
    assertThat(steps).filteredOn("after features"::equals).hasSizeGreaterThan(4);
    assertThat(shop.rows("s")).isEqualTo(undisturbed.rows("s"));
  }

  @Test
  void vectorsThatWereHandedInForWhatIsNoItemStay() throws IOException {
    Shop shop = Shop.in(temp.resolve("shop"));
    shop.texts(before());
    shop.embed(shop.options("s"));
    FeatureSet set = shop.lake().requireFeatureSet(shop.dataset(), "s");
    float[] own = new float[set.dimension()];
    own[0] = 1;
    shop.lake()
        .features(set)
        .upsert(
            List.of(
                new FeatureVector(
                    "mine", "mine", own, Hashes.sha256(own), set.model().hash(), Instant.EPOCH)));
    shop.deleteItems("entity_id = 'i0'");

    EmbedReport report = shop.embed(shop.options("s"));

    assertThat(report.removed()).isEqualTo(1);
    assertThat(shop.rows("s")).containsKey("mine").doesNotContainKey("i0").hasSize(38);
    assertThat(shop.embed(shop.options("s")).removed()).isZero();
  }
}
