package io.nearfield.index.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.format.CorruptIndexException;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RandomSource.class)
class VectorFileTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"x.fvecs", "x.npy", "X.NPY"})
  void floatsComeBackBitForBit(String name) throws IOException {
    VectorBatch batch = TestVectors.gaussian(new SplittableRandom(1), 1000, 301);
    batch.values()[5] = Float.NaN;
    batch.values()[6] = Float.NEGATIVE_INFINITY;
    Path file = folder.resolve(name);
    VectorFileWriter.writeAll(file, batch);

    assertThat(VectorFile.readAll(file)).isEqualTo(batch);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.fvecs", "x.npy"})
  void batchesFollowEachOtherAndAreBounded(String name) throws IOException {
    VectorBatch batch = TestVectors.gaussian(new SplittableRandom(1), 1000, 301);
    Path file = folder.resolve(name);
    VectorFileWriter.writeAll(file, batch);
    long[] next = {0};

    try (VectorFile open = VectorFile.open(file)) {
      open.forEachBatch(
          77,
          (first, rows) -> {
            assertThat(first).isEqualTo(next[0]);
            assertThat(rows.rows()).isEqualTo((int) Math.min(77, 1000 - first));
            assertThat(rows).isEqualTo(batch.slice((int) first, (int) first + rows.rows()));
            next[0] += rows.rows();
          });
      assertThat(next[0]).isEqualTo(1000);
      assertThat(open.floats(999, 1)).isEqualTo(batch.slice(999, 1000));
      assertThatThrownBy(() -> open.floats(999, 2)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> open.forEachBatch(0, (first, rows) -> {}))
          .hasMessageContaining("rows must be at least 1, got 0");
    }
  }

  @Test
  void numbersAndBytesComeBack() throws IOException {
    int[] numbers = {Integer.MIN_VALUE, -1, 0, 1, 7, Integer.MAX_VALUE};
    try (VectorFileWriter out =
        VectorFileWriter.create(folder.resolve("x.ivecs"), ElementType.INT32, 3)) {
      out.write(numbers);
    }
    try (VectorFileWriter out =
        VectorFileWriter.create(folder.resolve("x.bvecs"), ElementType.UINT8, 2)) {
      out.write(new long[] {0, 255, 128, 3});
      assertThatThrownBy(() -> out.write(new int[] {0, 256}))
          .hasMessageContaining("must be from 0 to 255, got 256 (row 2, position 1)");
    }

    assertThat(VectorFile.readAllInts(folder.resolve("x.ivecs"))).isEqualTo(numbers);
    assertThat(VectorFile.readAll(folder.resolve("x.bvecs")))
        .isEqualTo(new VectorBatch(new float[] {0, 255, 128, 3}, 2));
    assertThat(Files.readAllBytes(folder.resolve("x.bvecs")))
        .containsExactly(2, 0, 0, 0, 0, 255, 2, 0, 0, 0, 128, 3);
  }

  @Test
  void aNumberThatDoesNotFitIsNamed() throws IOException {
    Path file = folder.resolve("x.npy");
    try (VectorFileWriter out = VectorFileWriter.create(file, ElementType.INT64, 2)) {
      out.write(new long[] {1, 2, 3, 1L << 40});
    }

    assertThatThrownBy(() -> VectorFile.readAllInts(file))
        .hasMessageContaining("row 1 has 1099511627776 at position 1; read it as 64-bit numbers");
  }

  @Test
  void theSharedTexmexFilesAreRead() throws IOException {
    Path shared = Path.of(System.getProperty("nearfield.shared.data", "none"), "vectors/siftsmall");
    assumeTrue(Files.isDirectory(shared), "no shared data here");

    VectorBatch queries = VectorFile.readAll(shared.resolve("siftsmall_query.fvecs"));
    int[] truth = VectorFile.readAllInts(shared.resolve("siftsmall_groundtruth.ivecs"));

    assertThat(queries.rows()).isEqualTo(100);
    assertThat(queries.dimension()).isEqualTo(128);
    for (float value : queries.values()) {
      assertThat(value).isBetween(0f, 255f).isEqualTo((float) Math.rint(value));
    }
    assertThat(truth).hasSize(100 * 100);
    for (int i = 0; i < 100; i++) {
      int[] row = Arrays.copyOfRange(truth, i * 100, i * 100 + 100);
      assertThat(Arrays.stream(row).distinct().filter(id -> id >= 0 && id < 10_000)).hasSize(100);
    }
    Path again = folder.resolve("again.fvecs");
    VectorFileWriter.writeAll(again, queries);
    assertThat(again).hasSameBinaryContentAs(shared.resolve("siftsmall_query.fvecs"));
  }

  @Test
  void otherNamesAndTypesAreRefused() {
    assertThatThrownBy(() -> VectorFile.open(folder.resolve("x.csv")))
        .hasMessageContaining("must end in .fvecs, .ivecs, .bvecs or .npy");
    assertThatThrownBy(
            () -> VectorFileWriter.create(folder.resolve("x.fvecs"), ElementType.INT8, 3))
        .hasMessageContaining("its values are float32, got int8");
    assertThatThrownBy(() -> VectorFileWriter.create(folder.resolve("x.npy"), ElementType.INT8, 0))
        .hasMessageContaining("dimension must be from 1 to 1048576, got 0");
  }

  @Test
  void damagedRowsAreNamed() throws IOException {
    byte[] bytes = written("x.fvecs");

    bytes[2 * (4 + 5 * 4)] = 6;
    assertThatThrownBy(() -> VectorFile.readAll(file("a.fvecs", bytes)))
        .isInstanceOf(CorruptIndexException.class)
        .hasMessageEndingWith("a.fvecs': row 2 has dimension 6, row 0 has 5 at offset 48");
    assertThatThrownBy(
            () -> VectorFile.readAll(file("b.fvecs", Arrays.copyOf(bytes, bytes.length - 1))))
        .hasMessageContaining("167 bytes are no whole number of rows of dimension 5; the last row")
        .hasMessageEndingWith("at offset 144");
    assertThatThrownBy(() -> VectorFile.readAll(file("c.fvecs", new byte[3])))
        .hasMessageContaining("it has 3 bytes, too few for one row at offset 0");
    assertThatThrownBy(
            () -> VectorFile.readAll(file("d.fvecs", new byte[] {-1, -1, -1, 127, 0, 0, 0, 0})))
        .hasMessageContaining("row 0 has dimension 2147483647, must be from 1 to 1048576");
  }

  @Test
  void aFileThatShrinksWhileItIsOpenIsCorrupt() throws IOException {
    Path file = file("x.npy", written("x.npy"));
    try (VectorFile open = VectorFile.open(file)) {
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 150));

      assertThatThrownBy(() -> open.floats(0, 7))
          .isInstanceOf(CorruptIndexException.class)
          .hasMessageEndingWith("it ends too early at offset 150");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.fvecs", "x.npy"})
  void everyTruncationIsCorrupt(String name) throws IOException {
    byte[] bytes = written(name);
    for (int length = 0; length < bytes.length; length++) {
      boolean wholeRows = name.endsWith("fvecs") && length > 0 && length % 24 == 0;
      if (!wholeRows) { // a file without header cannot tell that rows are missing
        Path file = file(name, Arrays.copyOf(bytes, length));
        assertThatThrownBy(() -> VectorFile.readAll(file))
            .as("cut to %d", length)
            .isInstanceOf(CorruptIndexException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.fvecs", "x.npy"})
  void mutationsAreReadOrRefusedAndNothingElse(String name) throws IOException {
    byte[] bytes = written(name);
    SplittableRandom random = new SplittableRandom(7);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] mutated = bytes.clone();
      for (int j = random.nextInt(1, 4); j > 0; j--) {
        mutated[random.nextInt(Math.min(90, bytes.length))] ^= (byte) random.nextInt(1, 256);
      }
      Path file = file(name, mutated);
      try {
        assertThat(VectorFile.readAll(file).values().length * 4).isLessThan(bytes.length);
      } catch (CorruptIndexException e) {
        assertThat(e.file()).contains(file);
        assertThat(e.offset()).isBetween(0L, (long) bytes.length);
        refused++;
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("Cannot read vector file '" + file);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(300);
  }

  private byte[] written(String name) throws IOException {
    Path file = folder.resolve(name);
    VectorFileWriter.writeAll(file, TestVectors.gaussian(new SplittableRandom(3), 7, 5));
    return Files.readAllBytes(file);
  }

  private Path file(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    // Written in place, since some systems flush a file that is emptied first.
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), 0);
      channel.truncate(bytes.length);
    }
    return file;
  }
}
