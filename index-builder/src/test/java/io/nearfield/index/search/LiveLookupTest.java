package io.nearfield.index.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.testing.TestVectors;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Look-ups by id, the first of which makes the table that they need. */
@Timeout(60)
class LiveLookupTest {

  private static final int ROWS = 500;

  private final VectorBatch rows = TestVectors.clumps(new SplittableRandom(2), ROWS, 12, 9);
  private LiveState state;
  private LiveReader reader;

  @BeforeEach
  void build() {
    TrainedIndex trained =
        IndexTrainer.train(
            rows,
            IndexSpec.parse("IVF7,Flat"),
            Metric.EUCLIDEAN,
            TrainingParams.defaults().withThreads(1),
            TrainingListener.SILENT);
    state = LiveLoading.build(trained, LongStream.range(0, ROWS).toArray(), rows, 1);
    reader = new LiveReader(state);
  }

  @Test
  void lookUpsDoNotWaitForAChangeUnderWay() throws InterruptedException {
    CountDownLatch changing = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    Thread writer =
        new Thread(
            () -> {
              state.writer.lock();
              try {
                changing.countDown();
                asked.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                state.writer.unlock();
              }
            });
    writer.start();
    changing.await();

    assertThat(reader.contains(17)).isTrue();
    assertThat(reader.contains(ROWS)).isFalse();
    assertThat(reader.vector(18)).isEqualTo(rows.row(18));
    SearchRequest request =
        SearchRequest.nearest(3).withNprobe(1).withFilter(IdSet.of(new long[] {5, 6, 99}));
    assertThat(reader.search(rows.row(99), request).ids()).contains(99, 5, 6);
    assertThat(state.locator).isNull(); // what a reader made while another may change is its own

    asked.countDown();
    writer.join();
    assertThat(reader.contains(17)).isTrue();
    assertThat(state.locator).isNotNull();
  }

  @Test
  void theTableOfAReaderIsLeftToChangesThatFollow() {
    assertThat(reader.contains(3)).isTrue();
    Locator made = state.locator;
    LiveWriter writer = new LiveWriter(state);

    assertThat(writer.remove(3, ROWS + 1)).isEqualTo(1);
    writer.insert(new long[] {-4}, rows.slice(4, 5), 1, false);
    writer.compact();

    assertThat(state.locator).isSameAs(made);
    assertThat(reader.contains(3)).isFalse();
    assertThat(reader.vector(-4)).isEqualTo(rows.row(4));
    for (int i = 4; i < ROWS; i++) {
      assertThat(reader.vector(i)).isEqualTo(rows.row(i));
    }
  }
}
