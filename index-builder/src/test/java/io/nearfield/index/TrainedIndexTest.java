package io.nearfield.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.code.VectorCodec;
import io.nearfield.index.kernel.VectorKernels;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(RandomSource.class)
class TrainedIndexTest {

  private static final VectorBatch SAMPLE =
      TestVectors.clumps(new SplittableRandom(2), 600, 12, 15);

  private static TrainedIndex train(String spec, Metric metric) {
    return IndexTrainer.train(
        SAMPLE,
        IndexSpec.parse(spec),
        metric,
        TrainingParams.defaults().withIterations(5).withThreads(1),
        TrainingListener.SILENT);
  }

  private static Stream<String> specs() {
    return Stream.of("", "IVF16,")
        .flatMap(
            cells ->
                Stream.of("Flat", "SQ8", "PQ4", "PQ3x4", "PQ12x4fs", "RaBitQ", "LSH33")
                    .filter(code -> cells.isEmpty() || !code.startsWith("LSH"))
                    .flatMap(
                        code ->
                            Stream.of(code, code + ",Refine(Flat)", code + ",Refine(SQ8)")
                                .map(refined -> cells + refined)))
        .flatMap(
            spec ->
                spec.contains("PQ4")
                    ? Stream.of(spec, "OPQ4," + spec)
                    : spec.contains("PQ12x4fs,Refine(SQ8)")
                        ? Stream.of(spec, "OPQ12," + spec)
                        : Stream.of(spec));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void trainingDoesNotDependOnThreads(String spec) {
    TrainedIndex one = train(spec, Metric.COSINE);
    TrainedIndex several =
        IndexTrainer.train(
            SAMPLE,
            IndexSpec.parse(spec),
            Metric.COSINE,
            TrainingParams.defaults().withIterations(5).withThreads(4),
            TrainingListener.SILENT);

    assertThat(several).isEqualTo(one).hasSameHashCodeAs(one);
    assertThat(several.toBytes()).isEqualTo(one.toBytes());
  }

  @ParameterizedTest
  @MethodSource("specs")
  void manyVectorsAreTreatedAsEach(String spec) {
    TrainedIndex index = train(spec, Metric.EUCLIDEAN);

    int[] cells = index.assignAll(SAMPLE, 3);
    byte[] codes = index.encodeAll(SAMPLE, cells, 3);

    for (int i = 0; i < SAMPLE.rows(); i++) {
      float[] row = SAMPLE.row(i);
      assertThat(index.assign(row)).isEqualTo(cells[i]);
      assertThat(index.encode(row, cells[i]))
          .hasSize(index.codeSize())
          .isEqualTo(Arrays.copyOfRange(codes, i * index.codeSize(), (i + 1) * index.codeSize()));
    }
    assertThat(index.assignAll(SAMPLE)).isEqualTo(cells);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void itsRowsAndItsBytesAndItsSerializationMakeItAgain(String spec) throws Exception {
    TrainedIndex index = train(spec, Metric.DOT);

    assertThat(
            TrainedIndex.of(
                index.spec(),
                index.metric(),
                index.dimension(),
                index.centroids(),
                index.codebook()))
        .isEqualTo(index);
    TrainedIndex read = TrainedIndex.fromBytes(index.toBytes());
    assertThat(read).isEqualTo(index).hasSameHashCodeAs(index);
    assertThat(read.toBytes()).isEqualTo(index.toBytes());
    int[] cells = index.assignAll(SAMPLE);
    byte[] codes = index.encodeAll(SAMPLE, cells, 1);
    assertThat(read.encodeAll(SAMPLE, cells, 1)).isEqualTo(codes);
    assertThat(read.refineCodec().isPresent())
        .isEqualTo(spec.contains("Refine(SQ8)") && !spec.contains("Flat"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(index);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(index);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void biasesRankEntriesByTheDistanceOfWhatTheirCodesStandFor(String spec) {
    for (Metric metric : new Metric[] {Metric.EUCLIDEAN, Metric.COSINE, Metric.DOT}) {
      TrainedIndex index = train(spec, metric);
      VectorBatch base = index.prepareAll(SAMPLE.slice(0, 100));
      int[] cells = index.assignAll(base);
      byte[] codes = index.encodeAll(base, cells, 1);
      int size = index.codeSize();
      float[] biases = new float[102];
      index.biases(codes, 0, 100, cells, 0, biases, 1);

      assertThat(biases[0]).isZero();
      assertThat(biases[101]).isZero();
      if (!index.biased()) {
        assertThat(biases).containsOnly(0);
        continue;
      }
      VectorCodec codec = index.codec().orElseThrow();
      float[] query = index.prepare(SAMPLE.row(300));
      for (int i = 0; i < 100; i++) {
        assertThat(index.bias(codes, i * size, cells[i])).isEqualTo(biases[1 + i]);
        float[] centroid = index.centroids().row(cells[i]);
        float[] decoded = new float[12];
        codec.decode(codes, i * size, decoded, 0);
        double s =
            VectorKernels.dot(query, centroid) + VectorKernels.dot(query, decoded) + biases[1 + i];
        float own = VectorKernels.dot(decoded, decoded);
        double norm = codec.squaredNorm(codes, i * size, decoded, 0);
        // |q - c - x|^2, where the length of x is corrected by what the code knows.
        double squared = norm - own;
        for (int j = 0; j < 12; j++) {
          double difference = query[j] - centroid[j] - decoded[j];
          squared += difference * difference;
        }
        double expected =
            metric == Metric.COSINE
                ? 1 - squared / 2
                : (VectorKernels.dot(query, query) - squared) / 2;
        assertThat(s).isCloseTo(expected, Offset.offset(1e-3));
      }
    }
  }

  @Test
  void otherCentroidsKeepTheCodec() {
    TrainedIndex index = train("IVF16,PQ6,Refine(SQ8)", Metric.EUCLIDEAN);
    VectorBatch centroids = SAMPLE.slice(0, 19);

    TrainedIndex other = index.withCentroids(centroids);

    assertThat(other.spec()).hasToString("IVF19,PQ6,Refine(SQ8)");
    assertThat(other.centroids()).isEqualTo(centroids);
    assertThat(other.codebook()).isEqualTo(index.codebook());
  }

  @Test
  void aRefinementBySq8IsOfTheVectorsThemselves() {
    TrainedIndex index = train("IVF16,PQ3x4,Refine(SQ8)", Metric.EUCLIDEAN);
    VectorCodec refine = index.refineCodec().orElseThrow();
    byte[] code = new byte[refine.codeSize()];
    float[] decoded = new float[12];
    float[] step = refine.codebook().row(1);
    for (int i = 0; i < SAMPLE.rows(); i++) {
      refine.encode(SAMPLE.values(), i * 12, code, 0);
      refine.decode(code, 0, decoded, 0);
      for (int j = 0; j < 12; j++) {
        assertThat(decoded[j])
            .isCloseTo(SAMPLE.values()[i * 12 + j], Offset.offset(step[j] * 0.5001f));
      }
    }
  }

  @Test
  void decodingIsNearTheVectorAndNearerThanItsCentroid() {
    TrainedIndex index = train("IVF16,PQ6", Metric.EUCLIDEAN);
    double coded = 0;
    double centred = 0;
    for (int i = 0; i < SAMPLE.rows(); i++) {
      float[] row = SAMPLE.row(i);
      int cell = index.assign(row);
      coded += VectorKernels.squaredL2(row, index.decode(index.encode(row, cell), cell));
      centred += VectorKernels.squaredL2(row, index.centroids().row(cell));
    }

    assertThat(coded).isLessThan(centred / 3);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"HAMMING", "JACCARD"},
      mode = EnumSource.Mode.EXCLUDE)
  void preparingTwiceChangesNothing(Metric metric) {
    TrainedIndex index = train("IVF16,Flat", metric);
    for (int i = 0; i < 200; i++) {
      float[] once = index.prepare(SAMPLE.row(i));

      assertThat(index.prepare(once)).isEqualTo(once);
      assertThat(once).isEqualTo(index.prepareAll(SAMPLE).row(i));
      if (metric == Metric.COSINE) {
        assertThat(VectorKernels.dot(once, once)).isCloseTo(1, Offset.offset(1e-5f));
      } else {
        assertThat(once).isEqualTo(SAMPLE.row(i));
      }
    }
  }

  @Test
  void unfitVectorsAreRefusedWithTheirPosition() {
    TrainedIndex cosine = train("Flat", Metric.COSINE);
    TrainedIndex euclidean = train("Flat", Metric.EUCLIDEAN);
    float[] nan = SAMPLE.row(0);
    nan[7] = Float.NaN;
    float[] infinite = SAMPLE.row(0);
    infinite[11] = Float.NEGATIVE_INFINITY;
    float[] huge = SAMPLE.row(0);
    huge[0] = 1e30f;

    assertThatThrownBy(() -> euclidean.prepare(nan))
        .hasMessage("Cannot use vector: value at position 7 is NaN, must be finite");
    assertThatThrownBy(() -> euclidean.prepare(infinite))
        .hasMessage("Cannot use vector: value at position 11 is -Infinity, must be finite");
    assertThatThrownBy(() -> euclidean.prepare(huge)).hasMessageContaining("at most 1e18");
    assertThatThrownBy(() -> euclidean.prepare(new float[3]))
        .hasMessage("Cannot use vector: dimension 3 differs from the index's dimension 12");
    assertThatThrownBy(() -> cosine.prepare(new float[12]))
        .hasMessage("Cannot use vector: it is zero and has no direction, which cosine compares");
    assertThat(euclidean.prepare(new float[12])).containsOnly(0);
    assertThatThrownBy(
            () -> cosine.prepareAll(VectorBatch.ofRows(List.of(SAMPLE.row(0), nan, SAMPLE.row(1)))))
        .hasMessage("Cannot use vector at row 1: value at position 7 is NaN, must be finite");
    assertThatThrownBy(() -> cosine.prepareAll(new VectorBatch(new float[24], 12)))
        .hasMessageStartingWith("Cannot use vector at row 0: it is zero");
  }

  @Test
  void tinyAndHugeVectorsKeepTheirDirectionUnderCosine() {
    TrainedIndex index = train("Flat", Metric.COSINE);
    float[] tiny = new float[12];
    float[] huge = new float[12];
    Arrays.fill(tiny, Float.MIN_VALUE);
    Arrays.fill(huge, Float.MAX_VALUE);

    assertThat(index.prepare(tiny)).isEqualTo(index.prepare(huge));
  }

  @Test
  void aMetricThatTheCodesCannotAnswerIsRefused() {
    assertThatThrownBy(() -> train("IVF16,PQ6", Metric.L1))
        .hasMessage(
            "Cannot use index spec 'IVF16,PQ6' under L1: codes alone answer by Euclidean distance;"
                + " add ,Refine(Flat) or ,Refine(SQ8), or use Flat");
    assertThatThrownBy(() -> train("Flat", Metric.JACCARD))
        .hasMessageStartingWith("Cannot compare vectors of floats by JACCARD");
    assertThat(train("IVF16,PQ6,Refine(SQ8)", Metric.L1).metric()).isEqualTo(Metric.L1);
  }

  @Test
  void tooSmallASampleSaysHowManyWouldDo() {
    assertThatThrownBy(() -> trainOn(SAMPLE.slice(0, 180), "IVF256,PQ4"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot train 'IVF256,PQ4': 180 samples for 256 cells; supply at least 256 vectors or lower the cells");
    assertThatThrownBy(() -> trainOn(SAMPLE.slice(0, 180), "IVF16,PQ4"))
        .hasMessage(
            "Cannot train 'IVF16,PQ4': 180 samples for 256 centroids per sub-quantizer; supply at least 256 vectors or use 4 bits (PQ4x4) or Flat");
    assertThatThrownBy(() -> trainOn(SAMPLE, "IVF16,PQ5"))
        .hasMessageContaining("dimension 12 is not divisible by its 5 sub-quantizers");
    assertThat(trainOn(SAMPLE.slice(0, 16), "IVF16,PQ4x4").cells()).isEqualTo(16);
  }

  private static TrainedIndex trainOn(VectorBatch sample, String spec) {
    return IndexTrainer.train(
        sample,
        IndexSpec.parse(spec),
        Metric.EUCLIDEAN,
        TrainingParams.defaults().withThreads(1),
        TrainingListener.SILENT);
  }

  @Test
  void centroidsMadeElsewhereAreKept() {
    VectorBatch centroids = SAMPLE.slice(0, 16);

    TrainedIndex index =
        IndexTrainer.trainWithCentroids(
            SAMPLE,
            IndexSpec.parse("IVF16,PQ4x4"),
            Metric.EUCLIDEAN,
            centroids,
            TrainingParams.defaults().withThreads(1),
            TrainingListener.SILENT);

    assertThat(index.centroids()).isEqualTo(centroids);
    assertThatThrownBy(
            () ->
                IndexTrainer.trainWithCentroids(
                    SAMPLE,
                    IndexSpec.parse("IVF17,Flat"),
                    Metric.EUCLIDEAN,
                    centroids,
                    TrainingParams.defaults(),
                    TrainingListener.SILENT))
        .hasMessageContaining("needs 17 centroids of dimension 12");
  }

  @Test
  void theListenerHearsBothPhasesInOrder() {
    List<String> heard = new ArrayList<>();

    IndexTrainer.train(
        SAMPLE,
        IndexSpec.parse("IVF16,PQ3x4"),
        Metric.EUCLIDEAN,
        TrainingParams.defaults().withIterations(3).withThreads(4),
        (phase, iteration, of, objective) -> {
          assertThat(objective).isPositive();
          assertThat(iteration).isBetween(1, of);
          heard.add(phase + iteration);
        });

    assertThat(heard).containsExactly("cells1", "cells2", "cells3", "codes1", "codes2", "codes3");
  }

  @Test
  void probesBeginWithTheNearestCellAndEndWithAll(SplittableRandom random) {
    TrainedIndex index = train("IVF16,Flat", Metric.EUCLIDEAN);
    float[] query = TestVectors.gaussian(random, 12);

    int[] cells = index.probe(query, 100);

    assertThat(cells).hasSize(16).doesNotHaveDuplicates();
    for (int i = 1; i < cells.length; i++) {
      assertThat(VectorKernels.squaredL2(query, index.centroids().row(cells[i])))
          .isGreaterThanOrEqualTo(
              VectorKernels.squaredL2(query, index.centroids().row(cells[i - 1])) - 1e-3f);
    }
    assertThat(index.probe(query, 3)).isEqualTo(Arrays.copyOf(cells, 3));
    assertThatThrownBy(() -> index.probe(query, 0))
        .hasMessage("Cannot probe: nprobe must be at least 1, got 0");
  }

  @Test
  void rowsOfAnotherShapeMakeNoIndex() {
    TrainedIndex index = train("IVF16,PQ6", Metric.EUCLIDEAN);

    assertThatThrownBy(
            () ->
                TrainedIndex.of(
                    index.spec(), index.metric(), 12, SAMPLE.slice(0, 15), index.codebook()))
        .hasMessageContaining("it has 16 centroids of that dimension, got VectorBatch[15 x 12]");
    assertThatThrownBy(
            () ->
                TrainedIndex.of(
                    index.spec(),
                    index.metric(),
                    12,
                    index.centroids(),
                    index.codebook().slice(0, 100)))
        .hasMessageContaining("a codebook of 1536 rows of 2 values, got VectorBatch[100 x 2]");
  }
}
