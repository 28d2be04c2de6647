package io.nearfield.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.index.testing.TestVectors;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an entry takes up, against arithmetic. */
class VectorIndexMemoryTest {

  private static final int DIMENSION = 32;
  private static final int ENTRIES = 4_000;
  private static final int CELLS = 8;

  @ParameterizedTest
  @CsvSource({
    "'IVF8,PQ8', COSINE, 12",
    "'IVF8,PQ8', EUCLIDEAN, 12",
    "'OPQ8,IVF8,PQ8', DOT, 8",
    "'IVF8,PQ16x4fs,Refine(SQ8)', COSINE, 44",
    "'IVF8,PQ16x4fs,Refine(Flat)', DOT, 136",
    "'IVF8,SQ8', DOT, 32",
    "'IVF8,Flat', L1, 128",
    "'Flat', COSINE, 128"
  })
  void anEntryTakesWhatTheSpecSaysAndItsIdTwoBytes(String spec, Metric metric, int expected) {
    SplittableRandom random = new SplittableRandom(1);
    VectorBatch vectors = TestVectors.clumps(random, ENTRIES, DIMENSION, 10);
    TrainedIndex trained =
        IndexTrainer.train(
            vectors.slice(0, 1_000),
            IndexSpec.parse(spec),
            metric,
            TrainingParams.defaults().withThreads(1),
            TrainingListener.SILENT);
    VectorIndex index =
        VectorIndex.build(trained, LongStream.range(0, ENTRIES).toArray(), vectors, 2);

    long exact = ENTRIES * (expected + 12L / 8);
    // 12 bits an id; a block of 64 may be started in each cell; headers of objects and arrays.
    long perCell = 64L * trained.codeSize() + 400;
    long most = exact + ENTRIES / 2 + CELLS * perCell + trained.memoryBytes();
    assertThat(index.memoryBytes()).isBetween(exact + trained.memoryBytes(), most);

    // Only what changes is told apart from what does not, and found by its id.
    long before = index.memoryBytes();
    index.remove(17);
    long locator = index.memoryBytes() - before;
    assertThat(locator).isBetween(16L * ENTRIES, 16L * ENTRIES * 4);
    index.compact();
    assertThat(index.memoryBytes()).isLessThanOrEqualTo(before + locator);
  }
}
