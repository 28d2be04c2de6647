package io.nearfield.index.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.file.TestIndexes.Kind;
import io.nearfield.index.search.Answer;
import io.nearfield.index.search.SearchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IndexFilesTest {

  private static final int ENTRIES = 500;
  private static final Kind ANY = new Kind("IVF6,PQ4x4fs,Refine(Flat)", Metric.EUCLIDEAN);

  @TempDir private Path folder;

  static List<Kind> kinds() {
    return TestIndexes.kinds();
  }

  static List<Kind> specs() {
    return kinds().stream().filter(kind -> kind.metric() == Metric.EUCLIDEAN).toList();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void mappedAndLoadedIndexesAnswerAsTheWrittenOne(Kind kind) throws IOException {
    VectorIndex index = kind.index(ENTRIES);
    Path file = folder.resolve("a.nfindex");
    IndexFiles.write(index, file);

    VectorIndex loaded = IndexFiles.load(file);
    assertThat(loaded.memoryBytes()).isEqualTo(index.memoryBytes());
    try (MappedIndex mapped = IndexFiles.open(file)) {
      requireSame(index, loaded);
      requireSame(index, mapped.index());
    }
    IndexFiles.verify(file);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void whatIsReadIsWrittenAgainToTheSameBytes(Kind kind) throws IOException {
    Path file = folder.resolve("a.nfindex");
    IndexFiles.write(kind.index(ENTRIES), file);
    Path again = folder.resolve("b.nfindex");

    IndexFiles.write(IndexFiles.load(file), again);
    assertThat(again).hasSameBinaryContentAs(file);
    try (MappedIndex mapped = IndexFiles.open(file)) {
      IndexFiles.write(mapped.index(), again);
    }
    assertThat(again).hasSameBinaryContentAs(file);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aMappedIndexIsChangedAsOneOnTheHeap(Kind kind) throws IOException {
    Path file = folder.resolve("a.nfindex");
    IndexFiles.write(kind.index(ENTRIES), file);
    VectorIndex loaded = IndexFiles.load(file);
    byte[] before = Files.readAllBytes(file);

    try (MappedIndex mapped = IndexFiles.open(file)) {
      change(loaded);
      change(mapped.index());
      requireSame(loaded, mapped.index());
      assertThat(file).hasBinaryContent(before);
      IndexFiles.write(mapped.index(), file);
      requireSame(loaded, mapped.index());
    }
    try (MappedIndex mapped = IndexFiles.open(file)) {
      IndexFiles.verify(file);
      assertThat(mapped.index().dead()).isZero();
      requireSame(loaded, mapped.index());
    }
  }

  @Test
  void anIndexWithoutEntriesIsWrittenAndRead() throws IOException {
    Path file = folder.resolve("a.nfindex");
    IndexFiles.write(VectorIndex.empty(ANY.trained()), file);

    try (MappedIndex mapped = IndexFiles.open(file)) {
      assertThat(mapped.index().size()).isZero();
      mapped.index().add(7, TestIndexes.queries().row(0));
      assertThat(
              mapped.index().search(TestIndexes.queries().row(0), SearchRequest.nearest(3)).ids())
          .containsExactly(7);
    }
    assertThat(IndexFiles.load(file).size()).isZero();
  }

  @Test
  void closedFilesAreNotReadAnyMore() throws IOException {
    Path file = folder.resolve("a.nfindex");
    IndexFiles.write(ANY.index(ENTRIES), file);
    MappedIndex mapped = IndexFiles.open(file);
    VectorIndex index = mapped.index();
    mapped.close();
    mapped.close();

    assertThatThrownBy(() -> index.search(TestIndexes.queries().row(0), SearchRequest.nearest(3)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Cannot search index file '%s': it was closed", file);
    assertThat(mapped.file()).isEqualTo(file);
  }

  @Test
  void writingTellsHowFarItIsAndLeavesNothingBehind() throws IOException {
    Path file = folder.resolve("a.nfindex");
    List<Long> heard = new ArrayList<>();
    long[] total = new long[1];
    IndexFiles.write(
        ANY.index(ENTRIES),
        file,
        (done, all) -> {
          heard.add(done);
          total[0] = all;
        });

    assertThat(heard).isSorted().last().isEqualTo(total[0]);
    assertThat(Files.size(file)).isEqualTo(total[0]);
    List<Long> verified = new ArrayList<>();
    IndexFiles.verify(
        file,
        (done, all) -> {
          verified.add(done);
          total[0] = all;
        });
    assertThat(verified).isSorted().last().isEqualTo(total[0]);
    assertThat(names()).containsExactly("a.nfindex");
  }

  @Test
  void aFailedWriteLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("a.nfindex");
    IndexFiles.write(ANY.index(ENTRIES), file);
    byte[] before = Files.readAllBytes(file);

    assertThatThrownBy(
            () ->
                IndexFiles.write(
                    ANY.index(50),
                    file,
                    (done, all) -> {
                      throw new IllegalStateException("stop");
                    }))
        .hasMessage("stop");
    assertThat(file).hasBinaryContent(before);
    assertThat(names()).containsExactly("a.nfindex");
    assertThatThrownBy(() -> IndexFiles.write(ANY.index(50), folder.resolve("none/x")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> IndexFiles.open(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static void change(VectorIndex index) {
    VectorBatch more = TestIndexes.queries();
    long[] ids = TestIndexes.ids(ENTRIES);
    for (int i = 0; i < ENTRIES; i += 3) {
      assertThat(index.remove(ids[i])).isTrue();
    }
    for (int i = 0; i < more.rows(); i++) {
      index.put(i % 2 == 0 ? ids[i * 10 + 1] : -1_000 - i, more.row(i));
    }
  }

  static void requireSame(VectorIndex expected, VectorIndex actual) {
    assertThat(actual.size()).isEqualTo(expected.size());
    assertThat(actual.trained()).isEqualTo(expected.trained());
    VectorBatch queries = TestIndexes.queries();
    for (SearchRequest request :
        List.of(
            SearchRequest.nearest(10).withNprobe(2),
            SearchRequest.nearest(25).withNprobe(6).withRerankFactor(0),
            SearchRequest.nearest(2_000).exactly(),
            SearchRequest.within(1.5f, 100).withNprobe(6),
            SearchRequest.farthest(5))) {
      for (int i = 0; i < queries.rows(); i++) {
        Answer answer = actual.search(queries.row(i), request);
        assertThat(answer).isEqualTo(expected.search(queries.row(i), request));
      }
    }
    for (long id : TestIndexes.ids(ENTRIES)) {
      assertThat(actual.contains(id)).isEqualTo(expected.contains(id));
      if (id % 5 == 0 && actual.contains(id)) {
        assertThat(actual.vector(id).orElseThrow()).isEqualTo(expected.vector(id).orElseThrow());
      }
    }
  }
}
