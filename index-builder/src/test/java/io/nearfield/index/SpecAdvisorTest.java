package io.nearfield.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecAdvisorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "900           | 384 | COSINE    | 0         | 0.95 | Flat",
        "10000         | 384 | COSINE    | 0         | 0.95 | IVF256,Flat",
        "1000000       | 384 | COSINE    | 0         | 0.95 | IVF4096,PQ96x4fs,Refine(Flat)",
        "1000000       | 384 | COSINE    | 0         | 1    | Flat",
        "1000000       | 384 | COSINE    | 500000000 | 0.95 | IVF4096,PQ192x4fs,Refine(SQ8)",
        "1000000       | 384 | EUCLIDEAN | 460000000 | 0.95 | IVF4096,PQ96x4fs,Refine(SQ8)",
        "1000000       | 384 | COSINE    | 410000000 | 0.95 | IVF4096,SQ8",
        "1000000       | 384 | COSINE    | 68000000  | 0.75 | OPQ48,IVF4096,PQ48",
        "1000000       | 384 | COSINE    | 68000000  | 0.95 | OPQ48,IVF4096,PQ48",
        "100000        | 768 | EUCLIDEAN | 0         | 0.9  | IVF1024,PQ192x4fs,Refine(Flat)",
        "100000        | 389 | EUCLIDEAN | 0         | 0.95 | IVF1024,RaBitQ,Refine(Flat)",
        "100000        | 8   | EUCLIDEAN | 0         | 0.95 | IVF1024,Flat",
        "100000        | 384 | L1        | 60000000  | 0.95 | IVF1024,PQ192x4fs,Refine(SQ8)",
        "5000000000    | 96  | DOT       | 0         | 0.95 | IVF65536,PQ24x4fs,Refine(Flat)"
      })
  void theChoiceFollowsCountDimensionMemoryAndRecall(
      long count, int dimension, Metric metric, long memory, double recall, String expected) {
    SpecRequest request = SpecRequest.of(count, dimension, metric).withRecall(recall);

    SpecAdvice advice = SpecAdvisor.advise(memory == 0 ? request : request.withMemory(memory));

    assertThat(advice.spec()).hasToString(expected);
  }

  @Test
  void theReasonsHaveTheFigures() {
    SpecRequest request =
        SpecRequest.of(1_000_000, 384, Metric.COSINE).withMemory(500_000_000).withRecall(0.95);

    SpecAdvice advice = SpecAdvisor.advise(request);

    assertThat(advice.reasons())
        .containsExactly(
            "1,000,000 vectors go to 4,096 cells, near 4 * sqrt(n) and no fewer than 32 to a cell.",
            "IVF4096,PQ96x4fs,Refine(Flat) would be faster and takes 1.60 GB.",
            "IVF4096,PQ192x4fs,Refine(SQ8): one byte a dimension puts the best in order in a quarter of the room of floats.",
            "A vector takes 492 bytes (id, code, what it is refined by), all together 498.3 MB of the 500.0 MB there are.",
            "Begin with nprobe 20 of 4,096 for recall 0.95, and measure.",
            "Begin with a re-rank factor of 6: of each ten answers wanted, 60 candidates are compared again.");
    assertThat(advice.nprobe()).isEqualTo(20);
    assertThat(advice.rerankFactor()).isEqualTo(6);
    assertThat(advice.memoryBytes()).isBetween(498_000_000L, 499_000_000L);
  }

  @Test
  void aRecallThatTheMemoryDoesNotAllowIsSaidToBeOutOfReach() {
    SpecAdvice advice =
        SpecAdvisor.advise(SpecRequest.of(1_000_000, 384, Metric.EUCLIDEAN).withMemory(80_000_000));

    assertThat(advice.reasons())
        .contains(
            "Within this memory recall 0.95 is not to be expected, rather 0.78;"
                + " 402.3 MB (IVF4096,SQ8) could reach it.");
  }

  @Test
  void whatFitsNoMemoryIsRefusedWithWhatWould() {
    assertThatThrownBy(
            () ->
                SpecAdvisor.advise(
                    SpecRequest.of(1_000_000, 384, Metric.COSINE).withMemory(9_000_000)))
        .hasMessage(
            "Cannot choose an index spec: 1,000,000 vectors of dimension 384 take at least 25.3 MB"
                + " (OPQ6,IVF4096,PQ6), got 9.0 MB; allow more memory or give fewer vectors");
    assertThatThrownBy(() -> SpecRequest.of(-1, 384, Metric.DOT))
        .hasMessage("Cannot choose an index spec: count must be at least 0, got -1");
    assertThatThrownBy(() -> SpecRequest.of(1, 384, Metric.DOT).withRecall(1.5))
        .hasMessageContaining("recall must be above 0 and at most 1, got 1.5");
    assertThatThrownBy(() -> SpecRequest.of(1, 64, Metric.HAMMING))
        .hasMessageContaining("packed bits");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 31, 999, 5_000, 5_001, 20_000, 123_457, 10_000_000, 3_000_000_000L})
  void whatIsChosenCanBeTrainedAndFits(long count) {
    for (Metric metric : new Metric[] {Metric.EUCLIDEAN, Metric.COSINE, Metric.DOT, Metric.L1}) {
      for (int dimension : new int[] {1, 2, 3, 15, 16, 17, 31, 96, 100, 384, 389, 1536, 4096}) {
        for (double recall : new double[] {0.3, 0.9, 0.95, 0.99, 1}) {
          for (long share : new long[] {1, 4, 10}) {
            long memory = (2_000_000_000L + count * (dimension * 4L + dimension + 20)) / share;
            SpecRequest request = new SpecRequest(count, dimension, metric, memory, recall);

            SpecAdvice advice;
            try {
              advice = SpecAdvisor.advise(request);
            } catch (IllegalArgumentException e) {
              // Never for want of memory when whole vectors would fit.
              assertThat(share).isGreaterThan(1);
              assertThat(e).hasMessageContaining("take at least");
              continue;
            }
            IndexSpec spec = advice.spec();
            spec.requireDimension(dimension);
            spec.requireMetric(metric);
            assertThat((long) spec.minimumTrainingSize()).isLessThanOrEqualTo(Math.max(1, count));
            assertThat(advice.memoryBytes())
                .isLessThanOrEqualTo(memory)
                .isEqualTo(IndexMemory.of(spec, count, dimension, metric));
            assertThat(advice.nprobe()).isBetween(1, spec.cells());
            assertThat(advice.rerankFactor() > 0).isEqualTo(spec.quantized() && spec.refined());
          }
        }
      }
    }
  }

  @Test
  void autoIsChosenAndAnythingElseIsRead() {
    SpecRequest request = SpecRequest.of(50_000, 64, Metric.EUCLIDEAN);

    assertThat(SpecAdvisor.resolve(" AUTO ", request))
        .isEqualTo(SpecAdvisor.advise(request).spec());
    assertThat(SpecAdvisor.resolve("PQ8", request)).hasToString("PQ8");
  }
}
