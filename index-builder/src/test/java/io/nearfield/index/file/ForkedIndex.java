package io.nearfield.index.file;

import io.nearfield.index.VectorIndex;
import io.nearfield.index.search.Answer;
import io.nearfield.index.search.CellView;
import io.nearfield.index.search.SearchRequest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The program that {@link ForkedIndexTest} starts. */
public final class ForkedIndex {

  private static final int DIMENSION = 1024;

  private ForkedIndex() {}

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    try (MappedIndex mapped = IndexFiles.open(file)) {
      if (args[1].equals("serve")) {
        serve(mapped.index(), file);
      } else {
        cut(mapped.index(), file);
      }
    }
  }

  private static void serve(VectorIndex index, Path file) throws IOException {
    System.out.println("serving " + index.size());
    System.out.println(answers(index));
    index.remove(5);
    index.put(-7, query(3));
    IndexFiles.write(index, file);
    System.out.println("written");
  }

  private static void cut(VectorIndex index, Path file) throws IOException {
    String before = answers(index);
    CellView whole = index.cell(15);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() / 4);
    }
    for (SearchRequest request : ForkedIndexTest.requests()) {
      attempt(() -> index.search(query(0), request) + " as " + before);
    }
    attempt(() -> whole.size() + " entries: " + Arrays.toString(vectors(whole)));
    attempt(() -> Arrays.toString(vectors(index.cell(3))));
    attempt(() -> index.vector(1_999));
    attempt(() -> index.remove(1_999));
  }

  private static float[] vectors(CellView cell) {
    float[] vectors = new float[cell.size() * DIMENSION];
    cell.vectors(0, cell.size(), vectors, 0);
    return vectors;
  }

  private static void attempt(Supplier<Object> read) {
    try {
      System.out.println(read.get());
    } catch (RuntimeException | InternalError e) {
      System.out.println(e);
    }
  }

  /** Entries and the bits of their distances. */
  static String answers(VectorIndex index) {
    StringBuilder text = new StringBuilder();
    for (SearchRequest request : ForkedIndexTest.requests()) {
      for (int i = 0; i < 3; i++) {
        Answer answer = index.search(query(i), request);
        text.append(Arrays.toString(answer.ids()));
        IntStream.range(0, answer.size())
            .mapToObj(j -> Float.toHexString(answer.distances()[j]))
            .forEach(text.append(' ')::append);
      }
    }
    return text.toString();
  }

  static float[] query(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] query = new float[DIMENSION];
    for (int i = 0; i < query.length; i++) {
      query[i] = random.nextInt() * 0x1p-31f;
    }
    return query;
  }
}
