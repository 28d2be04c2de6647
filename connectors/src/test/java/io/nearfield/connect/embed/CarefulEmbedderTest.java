package io.nearfield.connect.embed;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.ModelRunException;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.TimeLimitException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CarefulEmbedderTest {

  private final Scripted model = new Scripted();
  private final CarefulEmbedder careful = new CarefulEmbedder(model);

  @Test
  void oneBadTextOfAThousandIsFoundInBoundedCalls() {
    model.failures.put("t617", new NearfieldException("Cannot embed t617"));

    List<Outcome> outcomes = careful.embed(texts(1024));

    for (int i = 0; i < 1024; i++) {
      Outcome outcome = outcomes.get(i);
      if (i == 617) {
        assertThat(outcome.isRefused()).isTrue();
        assertThat(outcome.reason()).isEqualTo("embedding-failed");
        assertThat(outcome.message()).isEqualTo("Cannot embed t617");
        assertThat(outcome.attempts()).as("ten lists and once alone").isEqualTo(11);
      } else {
        assertThat(outcome.vector()).containsExactly(i);
      }
    }
    assertThat(model.calls).isEqualTo(21);
  }

  @Test
  void severalBadTextsAreEachFound() {
    for (int i : new int[] {0, 1, 50, 99}) {
      model.failures.put("t" + i, new IllegalStateException());
    }
    List<Outcome> outcomes = careful.embed(texts(100));
    assertThat(IntStream.range(0, 100).filter(i -> outcomes.get(i).isRefused()).toArray())
        .containsExactly(0, 1, 50, 99);
    assertThat(outcomes.get(0).message()).isEqualTo("IllegalStateException");
  }

  @Test
  void whatOnlyFailsInCompanyIsEmbeddedInSmallerCompany() {
    model.most = 7;
    List<Outcome> outcomes = careful.embed(texts(100));
    assertThat(outcomes).noneMatch(Outcome::isRefused).hasSize(100);
    assertThat(outcomes.get(42).vector()).containsExactly(42);
  }

  @Test
  void aFailureOfTheRuntimeIsTriedThreeTimesAndOneOfTheContentOnce() {
    model.failures.put("t0", new ModelRunException("Cannot run: bad allocation", null));
    model.failures.put("t1", new NearfieldException("Cannot embed"));
    model.failures.put("t2", new OutOfMemoryError("heap"));
    model.failures.put("t3", new TimeLimitException("not done", null));
    model.invariant = false;

    List<Outcome> outcomes = careful.embed(texts(5));

    assertThat(outcomes.stream().map(o -> o.reason() + " " + o.attempts()))
        .containsExactly(
            "model-run-failed 3",
            "embedding-failed 1",
            "out-of-memory 3",
            "time-limit 1",
            "null 1");
  }

  @Test
  void whatWorksAtTheSecondTryIsEmbedded() {
    model.failures.put("t0", new ModelRunException("Cannot run", null));
    model.failOnce = true;
    Outcome outcome = careful.embed(new Content.Text("t0"));
    assertThat(outcome.vector()).containsExactly(0);
    assertThat(outcome.attempts()).isEqualTo(2);
  }

  @Test
  void nothingIsNothing() {
    assertThat(careful.embed(List.of())).isEmpty();
    assertThat(model.calls).isZero();
  }

  private static List<Content> texts(int n) {
    return IntStream.range(0, n).<Content>mapToObj(i -> new Content.Text("t" + i)).toList();
  }

  /** Makes the number of a text its vector, and fails as told. */
  private static final class Scripted implements EmbeddingModel {
    private final Map<String, Throwable> failures = new HashMap<>();
    private boolean invariant = true;
    private boolean failOnce;
    private int most = Integer.MAX_VALUE;
    private int calls;

    @Override
    public ModelIdentity identity() {
      return new ModelIdentity("scripted", "hash", 1);
    }

    @Override
    public boolean accepts(Class<? extends Content> kind) {
      return true;
    }

    @Override
    public boolean batchInvariant() {
      return invariant;
    }

    @Override
    public float[] embed(Content content) {
      return embed(List.of(content)).get(0);
    }

    @Override
    public List<float[]> embed(List<Content> contents) {
      calls++;
      if (contents.size() > most) {
        throw new ModelRunException("Cannot run: bad allocation", null);
      }
      List<float[]> vectors = new ArrayList<>();
      for (Content content : contents) {
        String text = ((Content.Text) content).text();
        Throwable failure = failOnce ? failures.remove(text) : failures.get(text);
        if (failure instanceof RuntimeException e) {
          throw e;
        } else if (failure instanceof Error e) {
          throw e;
        }
        vectors.add(new float[] {Integer.parseInt(text.substring(1))});
      }
      return vectors;
    }

    @Override
    public void close() {}
  }
}
