package io.nearfield.index.faiss;

import io.nearfield.index.Metric;
import io.nearfield.index.VectorIndex;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Files that FAISS reads and writes ({@code faiss.read_index}, {@code faiss.write_index}), checked
 * with its versions 1.7.3 and 1.15.0. The same neighbours come back on either side.
 *
 * <p>Specs: {@code Flat}, {@code SQ8}, {@code PQ<m>}, {@code PQ<m>x4}, each with or without {@code
 * IVF<cells>}, {@code OPQ<m>} and a refinement. {@code PQ<m>x4fs} is written as {@code PQ<m>x4},
 * which has the same codes. Metrics: FAISS's L2 is the square of our EUCLIDEAN distance, its inner
 * product the negative of our DOT. COSINE is written behind a transform that scales queries to unit
 * length: {@code Flat} as inner product, so FAISS answers with the cosine, which is one minus our
 * distance; codes as L2, the square of which is twice our distance. L1 is for {@code Flat};
 * versions before 1.8 open it, but search it without cells only.
 *
 * <pre>{@code
 * FaissFiles.write(index, Path.of("products.faiss"), FaissParams.defaults().withNprobe(32));
 * VectorIndex same = FaissFiles.read(Path.of("products.faiss"));
 * }</pre>
 */
public final class FaissFiles {

  private FaissFiles() {}

  /** As {@link #write(VectorIndex, Path, FaissParams)} with {@link FaissParams#defaults}. */
  public static void write(VectorIndex index, Path file) throws IOException {
    write(index, file, FaissParams.defaults());
  }

  /**
   * Writes the living entries of an index, which nobody should change meanwhile. The file appears
   * when it is whole, in place of one that was there.
   *
   * @throws IllegalArgumentException when FAISS has no form that answers the same, or an id is
   *     below 0
   */
  public static void write(VectorIndex index, Path file, FaissParams params) throws IOException {
    Path whole = file.toAbsolutePath();
    Path part = whole.resolveSibling(whole.getFileName() + ".part");
    try {
      try (FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        new FaissWriter(index, params, new FaissOutput(channel)).write();
        channel.force(true);
      }
      Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /**
   * Reads an index under the metric that the file names: EUCLIDEAN, L1, DOT, or COSINE where FAISS
   * scales queries to unit length.
   *
   * @throws io.nearfield.index.format.CorruptIndexException when the file is damaged
   * @throws UnsupportedFaissException when it holds what no index here can stand for
   */
  public static VectorIndex read(Path file) throws IOException {
    return read(file, null);
  }

  /**
   * As {@link #read(Path)}, under the metric named: an index of inner products can be read as one
   * of COSINE, when its user gave it unit vectors, and one that FAISS scales to unit length as one
   * of DOT, for a user who scales the queries.
   *
   * <p>COSINE corrects for the length of what codes stand for; FAISS's inner products do not, so of
   * codes it answers more exactly than FAISS from the same file. DOT answers the same.
   */
  public static VectorIndex read(Path file, Metric metric) throws IOException {
    try (FaissInput in = new FaissInput(file)) {
      FaissDraft draft = new FaissReader(in).read();
      in.requireEnd();
      return draft.toIndex(metric);
    }
  }
}
