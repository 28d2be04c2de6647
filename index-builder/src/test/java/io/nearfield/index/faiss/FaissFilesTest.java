package io.nearfield.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RandomSource.class)
class FaissFilesTest {

  private static final int DIMENSION = 8;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("index.faiss");
  }

  static Stream<Arguments> kinds() {
    return Stream.of(Metric.EUCLIDEAN, Metric.COSINE, Metric.DOT)
        .flatMap(metric -> FaissExchange.SPECS.stream().map(spec -> Arguments.of(spec, metric)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatWasWrittenAnswersTheSame(String text, Metric metric) throws IOException {
    SplittableRandom random = new SplittableRandom(text.hashCode());
    String spec = text.replace("IVF24", "IVF5").replaceAll("PQ\\d+", "PQ4");
    VectorIndex index =
        FaissExchange.index(random, spec, metric, 300, DIMENSION, random.nextBoolean());
    FaissFiles.write(index, file);
    byte[] bytes = Files.readAllBytes(file);
    VectorIndex read = FaissFiles.read(file);

    assertThat(read.trained().spec()).isEqualTo(index.trained().spec());
    assertThat(read.trained().metric()).isEqualTo(metric);
    assertThat(read.size()).isEqualTo(index.size());
    VectorBatch queries = TestVectors.clumps(random, 20, DIMENSION, 20);
    FaissCase before = FaissCase.of("before", index, queries);
    assertThat(before.compare(FaissCase.of("after", read, queries)).good()).isTrue();

    FaissFiles.write(read, file);
    FaissCase again = FaissCase.of("again", FaissFiles.read(file), queries);
    assertThat(before.compare(again).good()).isTrue();
    assertThat(Files.size(file)).isEqualTo(bytes.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Flat", "IVF4,Flat"})
  void wholeVectorsAnswerByL1Too(String spec) throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    VectorIndex index = FaissExchange.index(random, spec, Metric.L1, 100, DIMENSION, false);
    FaissFiles.write(index, file);
    VectorBatch queries = TestVectors.gaussian(random, 10, DIMENSION);
    VectorIndex read = FaissFiles.read(file);
    assertThat(read.trained().metric()).isEqualTo(Metric.L1);
    assertThat(FaissCase.of("a", index, queries).compare(FaissCase.of("b", read, queries)).good())
        .isTrue();
  }

  @Test
  void anIndexWithoutEntriesComesBackEmpty(SplittableRandom random) throws IOException {
    for (String spec : new String[] {"Flat", "SQ8", "IVF4,PQ4x4,Refine(Flat)"}) {
      TrainedIndex trained =
          FaissExchange.index(random, spec, Metric.COSINE, 100, DIMENSION, true).trained();
      FaissFiles.write(VectorIndex.empty(trained), file);
      assertThat(FaissFiles.read(file).size()).isZero();
    }
  }

  @Test
  void innerProductsAreReadAsCosineWhenAskedFor(SplittableRandom random) throws IOException {
    VectorIndex dot = FaissExchange.index(random, "Flat", Metric.DOT, 50, DIMENSION, true);
    FaissFiles.write(dot, file);
    assertThat(FaissFiles.read(file).trained().metric()).isEqualTo(Metric.DOT);
    assertThat(FaissFiles.read(file, Metric.COSINE).trained().metric()).isEqualTo(Metric.COSINE);
    assertThatThrownBy(() -> FaissFiles.read(file, Metric.EUCLIDEAN))
        .isInstanceOf(UnsupportedFaissException.class)
        .hasMessageContaining("its metric is DOT, asked for is EUCLIDEAN");
  }

  @Test
  void whatFaissHasNoFormForIsRefused() {
    VectorBatch none = VectorBatch.empty(2);
    VectorBatch zeros = new VectorBatch(new float[2], 2);
    VectorIndex flat =
        VectorIndex.empty(
            TrainedIndex.of(IndexSpec.parse("Flat"), Metric.EUCLIDEAN, 2, zeros, none));
    flat.add(-3, new float[] {1, 2});
    assertThatThrownBy(() -> FaissFiles.write(flat, file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot write FAISS file: ids there are 0 or more, got -3");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void parametersOutsideOfWhatFaissOpensAreRefused() {
    assertThatThrownBy(() -> FaissParams.defaults().withNprobe(0))
        .hasMessageContaining("nprobe must be at least 1, got 0");
    assertThatThrownBy(() -> FaissParams.defaults().withRerankFactor(1001))
        .hasMessageContaining("must be 1 to 1000, got 1001");
  }
}
