package io.nearfield.index.faiss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.format.CorruptIndexException;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.testing.RandomSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged files: FAISS has no checksums, so values may change unseen, but nothing else happens. */
@ExtendWith(RandomSource.class)
class FaissDamageTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("io.nearfield.index.faiss.FaissGoldenTest#kinds")
  void everyTruncationIsNoticed(Path golden) throws IOException {
    byte[] whole = Files.readAllBytes(golden);
    // Every length near the beginning, where sections are short; then every 151st.
    for (int length = 0; length < whole.length; length += length < 150 ? 1 : 151) {
      Path file = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> FaissFiles.read(file))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(CorruptIndexException.class)
          .hasMessageStartingWith("Cannot read FAISS file '" + file);
    }
    Path longer = Files.write(folder.resolve("longer"), Arrays.copyOf(whole, whole.length + 1));
    assertThatThrownBy(() -> FaissFiles.read(longer))
        .isInstanceOf(CorruptIndexException.class)
        .hasMessageContaining("1 bytes follow the index");
  }

  @ParameterizedTest
  @MethodSource("io.nearfield.index.faiss.FaissGoldenTest#kinds")
  void changedBytesAreReadOrRefusedAndNothingElse(Path golden) throws IOException {
    byte[] whole = Files.readAllBytes(golden);
    SplittableRandom random = new SplittableRandom(golden.getFileName().hashCode());
    int refused = 0;
    for (int i = 0; i < 200; i++) {
      byte[] bytes = whole.clone();
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      // Half of the changes hit the first 200 bytes: headers, lengths, kinds.
      int at = random.nextInt(random.nextBoolean() ? 200 : bytes.length - Long.BYTES);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> buffer.putLong(at, random.nextLong() >>> random.nextInt(64));
        default -> buffer.putInt(at, random.nextInt() >> random.nextInt(32));
      }
      refused += refused(bytes) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(20);
  }

  /** Whether a file is refused; if it is not, it can be searched. */
  private boolean refused(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("changed"), bytes);
    try {
      VectorIndex index = FaissFiles.read(file);
      float[] query = new float[index.trained().dimension()];
      Arrays.fill(query, 1);
      index.search(query, SearchRequest.nearest(5).withNprobe(index.cells()));
      return false;
    } catch (CorruptIndexException | UnsupportedFaissException e) {
      assertThat(e).hasMessageStartingWith("Cannot read FAISS file '" + file);
      return true;
    }
  }

  @Test
  void aKindThatIsUnknownIsNamedBesideThoseThatAreRead() throws IOException {
    Path file =
        Files.write(folder.resolve("graph"), "IHNf and more".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(() -> FaissFiles.read(file))
        .isInstanceOf(UnsupportedFaissException.class)
        .hasMessage(
            "Cannot read FAISS file '%s': an index is of kind 'IHNf'; supported: IxF2, IxFI, IxFl (Flat), IwFl (IVF,Flat), IxSQ, IwSq (SQ8), IxPq, IwPQ (PQ), IxPT (OPQ, unit length), IxRF (Refine), IxMp, IxM2 (ids) (at offset 0)",
            file);
  }

  @Test
  void indexesWithinEachOtherWithoutEndAreRefused(SplittableRandom random) throws IOException {
    VectorIndex index = FaissExchange.index(random, "Flat", Metric.EUCLIDEAN, 10, 4, true);
    Path file = folder.resolve("deep");
    FaissFiles.write(index, file);
    byte[] flat = Files.readAllBytes(file);
    ByteBuffer deep = ByteBuffer.allocate(37 * 1000).order(ByteOrder.LITTLE_ENDIAN);
    while (deep.remaining() >= 37) {
      deep.putInt(FourCc.of("IxM2")).put(flat, 4, 33);
    }
    Files.write(file, deep.array());
    assertThatThrownBy(() -> FaissFiles.read(file))
        .isInstanceOf(UnsupportedFaissException.class)
        .hasMessageContaining("more than 8 indexes lie one within the other");
  }
}
