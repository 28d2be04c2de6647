package io.nearfield.index.file;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.search.CellStorage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An index over a memory-mapped file. Once it is closed, whatever reads from the file fails with an
 * {@link IllegalStateException}; a search that is under way may still end well.
 *
 * <p>A file must not be cut or overwritten in place while it is open; {@link IndexFiles#write}
 * never does. Where it happens nevertheless, searches fail with a {@link
 * io.nearfield.index.format.CorruptIndexException}.
 */
public final class MappedIndex implements Closeable {

  private final Path file;
  private final VectorIndex index;
  private final MappedWindows windows;

  private MappedIndex(Path file, VectorIndex index, MappedWindows windows) {
    this.file = file;
    this.index = index;
    this.windows = windows;
  }

  static MappedIndex map(IndexFile file) throws IOException {
    Run[] runs = file.runs();
    RunShape shape = file.header().shape();
    MappedWindows.Builder builder = new MappedWindows.Builder(file.bytes());
    int[][] lists = new int[runs.length][];
    int[][] vectors = new int[runs.length][];
    for (int i = 0; i < runs.length; i++) {
      lists[i] = builder.place(runs[i].listsAt(), shape.listsBytes(runs[i].entries()));
    }
    for (int i = 0; i < runs.length; i++) {
      vectors[i] = builder.place(runs[i].vectorsAt(), shape.vectorsBytes(runs[i].entries()));
    }
    MappedWindows windows = builder.build();
    List<List<CellStorage>> cells = new ArrayList<>();
    for (int cell = 0; cell < file.trained().cells(); cell++) {
      cells.add(new ArrayList<>(1));
    }
    TrainedIndex trained = file.trained();
    boolean derived = trained.biased() && !RunShape.storesBiases(trained);
    for (int i = 0; i < runs.length; i++) {
      int cell = runs[i].cell();
      CellStorage storage =
          new MappedStorage(windows, shape, runs[i].entries(), lists[i], vectors[i]);
      cells.get(cell).add(derived ? new DerivedBiases(storage, trained, cell, windows) : storage);
    }
    return new MappedIndex(
        file.bytes().file(), VectorIndex.over(file.trained(), cells, windows), windows);
  }

  /** The file that is mapped. */
  public Path file() {
    return file;
  }

  /** The index, of use until this is closed. */
  public VectorIndex index() {
    return index;
  }

  @Override
  public void close() {
    windows.close();
  }
}
