package io.nearfield.index.file;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.file.TestIndexes.Kind;
import io.nearfield.index.search.Answer;
import io.nearfield.index.search.SearchRequest;
import io.nearfield.index.vectors.VectorFile;
import io.nearfield.index.vectors.VectorFileWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of version 1 that every build must read: one of each kind of code, with what it
 * answered when it was written. {@link #main} adds the ones that are not there yet, and leaves the
 * others alone for ever.
 */
final class GoldenIndexes {

  static final Path FOLDER = Path.of("src/test/resources/index/v1");
  static final int ENTRIES = 70;

  private static final Path QUERIES = FOLDER.resolve("queries.fvecs");

  private GoldenIndexes() {}

  static List<Kind> kinds() {
    return List.of(
        new Kind("Flat", Metric.L1),
        new Kind("IVF6,Flat", Metric.COSINE),
        new Kind("IVF6,SQ8", Metric.EUCLIDEAN),
        new Kind("IVF6,PQ4", Metric.DOT),
        new Kind("PQ4x4", Metric.EUCLIDEAN),
        new Kind("IVF6,PQ4x4fs,Refine(Flat)", Metric.COSINE),
        new Kind("IVF6,PQ4x4fs,Refine(SQ8)", Metric.EUCLIDEAN),
        new Kind("OPQ4,IVF6,PQ4", Metric.EUCLIDEAN),
        new Kind("IVF6,RaBitQ,Refine(Flat)", Metric.COSINE),
        new Kind("LSH24", Metric.COSINE));
  }

  static Path file(Kind kind) {
    String name = "%s-%s".formatted(kind.spec().replaceAll("[,()]+", "_"), kind.metric());
    return FOLDER.resolve(name.replace("_-", "-") + ".nfindex");
  }

  static Path answers(Kind kind) {
    return Path.of(file(kind).toString().replace(".nfindex", ".answers"));
  }

  /** Entry and distance of each neighbour, a line per request. */
  static List<String> answer(VectorIndex index) throws IOException {
    VectorBatch queries = VectorFile.readAll(QUERIES);
    List<String> lines = new ArrayList<>();
    for (SearchRequest request :
        List.of(
            SearchRequest.nearest(5).withNprobe(2),
            SearchRequest.nearest(5).withNprobe(6).withRerankFactor(0),
            SearchRequest.nearest(5).exactly())) {
      for (int i = 0; i < queries.rows(); i++) {
        // How far the tables of a first comparison are rounded may change; its order then, too.
        if (request.rerankFactor() > 0 || !index.trained().spec().refined()) {
          lines.add(line(index.search(queries.row(i), request)));
        }
      }
    }
    return lines;
  }

  private static String line(Answer answer) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < answer.size(); i++) {
      words.add(answer.ids()[i] + " " + answer.distances()[i]);
    }
    return String.join(" ", words);
  }

  public static void main(String[] args) throws IOException {
    Files.createDirectories(FOLDER);
    if (!Files.exists(QUERIES)) {
      VectorFileWriter.writeAll(QUERIES, TestIndexes.queries().slice(0, 4));
    }
    for (Kind kind : kinds()) {
      if (!Files.exists(file(kind))) {
        VectorIndex index = kind.index(ENTRIES);
        IndexFiles.write(index, file(kind));
        Files.write(answers(kind), answer(index));
      }
    }
  }
}
