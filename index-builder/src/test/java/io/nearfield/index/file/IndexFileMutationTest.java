package io.nearfield.index.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.file.TestIndexes.Kind;
import io.nearfield.index.format.CorruptIndexException;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.testing.RandomSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files with faults: each is a {@link CorruptIndexException} with file and offset, nothing else.
 */
@ExtendWith(RandomSource.class)
class IndexFileMutationTest {

  private static final Kind KIND = new Kind("IVF6,PQ4x4fs,Refine(Flat)", Metric.EUCLIDEAN);
  private static final int ENTRIES = 61;

  @TempDir private Path folder;
  private byte[] bytes;
  private IndexHeader header;

  @BeforeEach
  void write() throws IOException {
    Path file = folder.resolve("sound");
    IndexFiles.write(KIND.index(ENTRIES), file);
    bytes = Files.readAllBytes(file);
    try (IndexFile sound = IndexFile.open(file)) {
      header = sound.header();
    }
  }

  @Test
  void everyTruncationIsCorrupt() throws IOException {
    Path file = file(bytes);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int length = bytes.length - 1; length >= 0; length--) {
        channel.truncate(length);
        requireCorrupt(catchThrowable(() -> IndexFiles.open(file)), file, "cut to " + length);
      }
    }
    requireCorrupt(Arrays.copyOf(bytes, bytes.length + 1), "one byte more");
    requireCorrupt(Arrays.copyOf(bytes, bytes.length + 64), "64 bytes more");
  }

  @Test
  void everyFlippedBitOutsideOfTheEntriesIsFoundAtOpening() throws IOException {
    Path file = file(bytes);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int at = 0; at < bytes.length; at++) {
        if (at < header.listsAt() || at >= header.directoryAt()) {
          // All 8 bits where it is read field by field, one where a checksum covers everything.
          boolean fields = at < IndexHeader.BYTES || at >= header.directoryAt();
          for (int bit = 0; bit < (fields ? 8 : 1); bit++) {
            put(channel, at, (byte) (bytes[at] ^ 1 << (fields ? bit : at % 8)));
            requireCorrupt(
                catchThrowable(() -> IndexFiles.open(file)),
                file,
                "bit %d of byte %d".formatted(bit, at));
          }
          put(channel, at, bytes[at]);
        }
      }
    }
  }

  @Test
  void everyFlippedByteOfTheEntriesIsFoundByVerifyAndLoad() throws IOException {
    Path file = file(bytes);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int at = (int) header.listsAt(); at < header.directoryAt(); at++) {
        put(channel, at, (byte) (bytes[at] ^ 1 << at % 8));
        requireCorrupt(catchThrowable(() -> IndexFiles.verify(file)), file, "verify, byte " + at);
        if (at % 16 == 0) {
          requireCorrupt(catchThrowable(() -> IndexFiles.load(file)), file, "load, byte " + at);
        }
        put(channel, at, bytes[at]);
      }
    }
  }

  @Test
  void faultyEntriesAreSearchedWithoutAnyOtherError(SplittableRandom random) throws IOException {
    int length = (int) (header.directoryAt() - header.listsAt());
    for (int i = 0; i < 200; i++) {
      byte[] mutated = bytes.clone();
      for (int j = random.nextInt(1, 60); j > 0; j--) {
        mutated[(int) header.listsAt() + random.nextInt(length)] ^= (byte) random.nextInt(1, 256);
      }
      try (MappedIndex mapped = IndexFiles.open(file(mutated))) {
        VectorIndex index = mapped.index();
        assertThat(index.size()).isEqualTo(ENTRIES);
        for (SearchRequest request :
            new SearchRequest[] {
              SearchRequest.nearest(10).withNprobe(6), SearchRequest.nearest(10).exactly()
            }) {
          assertThat(index.search(TestIndexes.queries().row(i % 10), request).size()).isEqualTo(10);
        }
      }
    }
  }

  @Test
  void manyFlippedBytesAreCorrupt(SplittableRandom random) throws IOException {
    for (int i = 0; i < 3_000; i++) {
      byte[] mutated = bytes.clone();
      for (int j = random.nextInt(1, 20); j > 0; j--) {
        int at = random.nextInt((int) (bytes.length - header.directoryAt() + header.listsAt()));
        at += at < header.listsAt() ? 0 : (int) (header.directoryAt() - header.listsAt());
        mutated[at] ^= (byte) random.nextInt(1, 256);
      }
      if (!Arrays.equals(mutated, bytes)) {
        requireCorrupt(mutated, "mutation " + i);
      }
    }
  }

  /** Whoever forges a field can forge the checksums as well: only the rules are left. */
  @Test
  void forgedFieldsWithRightChecksumsAreCorruptAndAllocateNothingHuge(SplittableRandom random)
      throws IOException {
    for (int i = 0; i < 6_000; i++) {
      byte[] mutated = bytes.clone();
      ByteBuffer fields = ByteBuffer.wrap(mutated).order(ByteOrder.LITTLE_ENDIAN);
      int lines = header.runs() * Run.BYTES;
      boolean inHeader = random.nextBoolean();
      int at =
          inHeader
              ? random.nextInt(8, IndexHeader.BYTES - 4) / 4 * 4
              : (int) header.directoryAt() + random.nextInt(lines) / 4 * 4;
      boolean checksum = !inHeader && (at - header.directoryAt()) % Run.BYTES >= 24;
      int value = random.nextBoolean() ? random.nextInt() : random.nextInt(-2, 200);
      boolean swap = !inHeader && (at - header.directoryAt()) % Run.BYTES == 0;
      if (fields.getInt(at) == value || checksum || swap) {
        continue; // a checksum of entries is not looked at yet; a cell may be any in order
      }
      fields.putInt(at, value);
      forge(fields);
      requireCorrupt(mutated, "field at %d set to %d".formatted(at, value));
    }
  }

  @Test
  void cellsOutOfOrderOrRangeAreCorrupt() throws IOException {
    int first = (int) header.directoryAt();
    for (int cell : new int[] {-1, 5, 6, Integer.MAX_VALUE}) {
      byte[] mutated = bytes.clone();
      ByteBuffer fields = ByteBuffer.wrap(mutated).order(ByteOrder.LITTLE_ENDIAN);
      fields.putInt(first, cell);
      forge(fields);
      requireCorrupt(mutated, "cell " + cell);
    }
  }

  @Test
  void fillingBytesThatAreNotZeroAreCorruptEvenWithARightChecksum() throws IOException {
    ByteBuffer fields = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int line = (int) header.directoryAt();
    int entries = fields.getInt(line + 4);
    int end = (int) (header.listsAt() + header.shape().listsBytes(entries));
    assertThat(entries % 8).isNotZero();
    bytes[end - 1] = 1;
    CRC32C crc = new CRC32C();
    crc.update(bytes, (int) header.listsAt(), end - (int) header.listsAt());
    fields.putInt(line + 24, (int) crc.getValue());
    forge(fields);
    Path file = file(bytes);

    assertThat(catchThrowable(() -> IndexFiles.verify(file)))
        .hasMessageContaining("a byte between arrays is not zero at offset " + (end - 1));
  }

  @Test
  void theErrorSaysWhatAndWhere() throws IOException {
    byte[] version = bytes.clone();
    version[8] = 3;
    byte[] trained = bytes.clone();
    trained[200] ^= 1;
    byte[] entry = bytes.clone();
    entry[(int) header.listsAt() + 70] ^= 1;
    Path file = folder.resolve("x");

    requireMessage(
        new byte[10], "Cannot read index file '%s': it ends within the header at offset 10");
    requireMessage(
        version,
        "Cannot read index file '%s': unsupported version 3, this build reads 1, at offset 8");
    requireMessage(
        trained,
        "Cannot read index file '%s': the trained index's checksum differs at offset "
            + header.footerAt());
    file(entry);
    assertThat(catchThrowable(() -> IndexFiles.verify(file)))
        .hasMessageStartingWith("Cannot read index file '%s': the lists of cell 0,", file)
        .hasMessageEndingWith("at offset " + header.listsAt());
  }

  private void requireMessage(byte[] mutated, String message) throws IOException {
    Path file = file(mutated);
    assertThat(catchThrowable(() -> IndexFiles.open(file))).hasMessage(message, file);
  }

  /** Makes directory, header and footer agree again. */
  private void forge(ByteBuffer fields) {
    int directory = (int) header.directoryAt();
    int footer = (int) header.footerAt();
    fields.putInt(footer + 4, crc(fields, directory, footer));
    fields.putInt(124, crc(fields, 0, 124));
    fields.putInt(footer + 56, crc(fields, 0, 128));
    fields.putInt(footer + 60, crc(fields, footer, footer + 60));
  }

  private static int crc(ByteBuffer fields, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(fields.array(), from, to - from);
    return (int) crc.getValue();
  }

  private static void put(FileChannel channel, int at, byte value) throws IOException {
    channel.write(ByteBuffer.wrap(new byte[] {value}), at);
  }

  private Path file(byte[] content) throws IOException {
    Path file = folder.resolve("x");
    // Written in place, since some systems flush a file that is emptied first.
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(content), 0);
      channel.truncate(content.length);
    }
    return file;
  }

  private void requireCorrupt(byte[] mutated, String what) throws IOException {
    Path file = file(mutated);
    requireCorrupt(catchThrowable(() -> IndexFiles.open(file)), file, what);
  }

  private void requireCorrupt(Throwable thrown, Path file, String what) {
    if (!(thrown instanceof CorruptIndexException e)
        || e.offset() < 0
        || e.offset() > bytes.length + 64
        || !e.file().equals(Optional.of(file))) {
      throw new AssertionError(what + ": " + thrown, thrown);
    }
  }
}
