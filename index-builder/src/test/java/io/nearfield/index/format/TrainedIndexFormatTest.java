package io.nearfield.index.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.testing.RandomSource;
import io.nearfield.index.testing.TestVectors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RandomSource.class)
class TrainedIndexFormatTest {

  private static final byte[] BYTES = made("IVF7,PQ3x4");

  private static byte[] made(String spec) {
    return IndexTrainer.train(
            TestVectors.clumps(new SplittableRandom(2), 300, 6, 9),
            IndexSpec.parse(spec),
            Metric.COSINE,
            TrainingParams.defaults().withThreads(1),
            TrainingListener.SILENT)
        .toBytes();
  }

  @Test
  void whatIsReadIsWrittenAgainToTheSameBytes() {
    assertThat(TrainedIndex.fromBytes(BYTES).toBytes()).isEqualTo(BYTES);
  }

  @Test
  void theLayoutIsTheDocumentedOne() {
    ByteBuffer bytes = ByteBuffer.wrap(BYTES).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(Arrays.copyOf(BYTES, 8)).asString().isEqualTo("NFTRAIN\n");
    assertThat(bytes.getInt(8)).isEqualTo(1);
    assertThat(bytes.getLong(16)).isEqualTo(BYTES.length);
    assertThat(bytes.getInt(24)).isEqualTo(1);
    assertThat(bytes.getInt(28)).isEqualTo(6);
    assertThat(bytes.getInt(32)).isEqualTo(7);
    assertThat(bytes.getInt(36)).isEqualTo(48);
    assertThat(bytes.getInt(40)).isEqualTo(2);
    assertThat(bytes.getInt(44)).isEqualTo("IVF7,PQ3x4".length());
    assertThat(Arrays.copyOfRange(BYTES, 64, 74)).asString().isEqualTo("IVF7,PQ3x4");
    float first = TrainedIndex.fromBytes(BYTES).centroids().values()[0];
    assertThat(bytes.getFloat(80)).isEqualTo(first);
    assertThat(BYTES).hasSize(80 + 7 * 6 * 4 + 48 * 2 * 4 + 16);
  }

  @Test
  void everyTruncationIsCorrupt() {
    for (int length = 0; length < BYTES.length; length++) {
      requireCorrupt(Arrays.copyOf(BYTES, length), "cut to " + length);
    }
    requireCorrupt(Arrays.copyOf(BYTES, BYTES.length + 1), "one byte more");
  }

  @Test
  void everyFlippedBitIsCorrupt() {
    for (int bit = 0; bit < BYTES.length * 8; bit++) {
      byte[] mutated = BYTES.clone();
      mutated[bit / 8] ^= (byte) (1 << bit % 8);
      requireCorrupt(mutated, "bit " + bit);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Flat",
        "IVF3,SQ8",
        "OPQ3,IVF7,PQ3x4,Refine(SQ8)",
        "IVF3,RaBitQ,Refine(SQ8)",
        "LSH9"
      })
  void whateverTheCodesDamageIsCorrupt(String spec) {
    byte[] bytes = made(spec);
    SplittableRandom random = new SplittableRandom(7);
    assertThat(TrainedIndex.fromBytes(bytes).toBytes()).isEqualTo(bytes);
    for (int i = 0; i < 3_000; i++) {
      byte[] mutated = bytes.clone();
      mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
      requireCorrupt(mutated, spec + " mutation " + i);
      requireCorrupt(Arrays.copyOf(bytes, random.nextInt(bytes.length)), spec + " cut " + i);
    }
  }

  @Test
  void aSpecThatAsksForOtherRowsIsCorruptEvenWithRightChecksums() {
    byte[] spec = "IVF7,PQ3x4".getBytes(StandardCharsets.US_ASCII);
    for (String other :
        new String[] {"IVF7,PQ2x4", "IVF6,PQ3x4", "IVF7,SQ8,,", "IVF7,PQ3x8", "~"}) {
      byte[] forged = BYTES.clone();
      byte[] text = Arrays.copyOf(other.getBytes(StandardCharsets.US_ASCII), spec.length);
      System.arraycopy(text, 0, forged, 64, text.length);
      ByteBuffer bytes = ByteBuffer.wrap(forged).order(ByteOrder.LITTLE_ENDIAN);
      CRC32C crc = new CRC32C();
      crc.update(forged, 64, 16);
      bytes.putInt(forged.length - 16, (int) crc.getValue());
      crc.reset();
      crc.update(forged, forged.length - 16, 12);
      bytes.putInt(forged.length - 4, (int) crc.getValue());
      requireCorrupt(forged, other);
    }
  }

  @Test
  void manyFlippedBytesAreCorrupt(SplittableRandom random) {
    for (int i = 0; i < 5_000; i++) {
      byte[] mutated = BYTES.clone();
      for (int j = random.nextInt(1, 20); j > 0; j--) {
        mutated[random.nextInt(mutated.length)] ^= (byte) random.nextInt(1, 256);
      }
      if (!Arrays.equals(mutated, BYTES)) {
        requireCorrupt(mutated, "mutation " + i);
      }
    }
  }

  @Test
  void aForgedHeaderWithARightChecksumIsCorruptAndAllocatesNothingHuge(SplittableRandom random) {
    for (int i = 0; i < 20_000; i++) {
      byte[] mutated = BYTES.clone();
      ByteBuffer header = ByteBuffer.wrap(mutated).order(ByteOrder.LITTLE_ENDIAN);
      int at = 12 + random.nextInt(12) * 4;
      int value = random.nextBoolean() ? random.nextInt() : random.nextInt(-2, 100);
      if (header.getInt(at) == value || (at == 24 && value >= 0 && value <= 2)) {
        continue; // another metric is another index, not a corrupt one
      }
      header.putInt(at, value);
      CRC32C crc = new CRC32C();
      crc.update(mutated, 0, 60);
      header.putInt(60, (int) crc.getValue());
      requireCorrupt(mutated, "field at %d set to %d".formatted(at, value));
    }
  }

  @Test
  void theErrorSaysWhatAndWhere() {
    byte[] magic = BYTES.clone();
    magic[3] = 'X';
    byte[] version = BYTES.clone();
    version[8] = 4;
    byte[] centroid = BYTES.clone();
    centroid[100] ^= 1;

    assertThatThrownBy(() -> TrainedIndex.fromBytes(magic))
        .hasMessage("Cannot read trained index: bad magic at offset 3");
    assertThatThrownBy(() -> TrainedIndex.fromBytes(version))
        .hasMessage(
            "Cannot read trained index: unsupported version 4, this build reads 1, at offset 8");
    assertThatThrownBy(() -> TrainedIndex.fromBytes(centroid))
        .hasMessageContaining("centroid section's checksum differs")
        .extracting(e -> ((CorruptIndexException) e).offset())
        .isEqualTo((long) BYTES.length - 12);
  }

  @Test
  void vectorBytesAreLittleEndianFloats() {
    assertThat(VectorBytes.toBytes(new float[] {1f, -2f}))
        .containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0);
    float[] vector = TestVectors.gaussian(new SplittableRandom(1), 33);
    assertThat(VectorBytes.fromBytes(VectorBytes.toBytes(vector))).isEqualTo(vector);
    assertThatThrownBy(() -> VectorBytes.fromBytes(new byte[7]))
        .isInstanceOf(CorruptIndexException.class)
        .hasMessage("Cannot read vector: 7 bytes are no whole number of floats at offset 7");
  }

  private static void requireCorrupt(byte[] bytes, String what) {
    Throwable thrown = catchThrowable(() -> TrainedIndex.fromBytes(bytes));
    if (!(thrown instanceof CorruptIndexException e)
        || e.offset() < 0
        || e.offset() > bytes.length) {
      throw new AssertionError(what + ": " + thrown, thrown);
    }
  }
}
