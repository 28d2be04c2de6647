package io.nearfield.spark.export;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.export.ExportedFile;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.connect.iceberg.EntryReader;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.VectorIndex;
import io.nearfield.index.faiss.FaissFiles;
import io.nearfield.index.faiss.FaissParams;
import io.nearfield.index.search.CellEntries;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.io.CloseableIterable;

/**
 * One generation as a FAISS file. FAISS knows numbers only: entry {@code n} is line {@code n} of
 * the ids, from 0. With the probes and the re-ranking that the generation was graded with.
 *
 * <p>The index is put together in the driver's memory: its codes, and its full vectors where it is
 * flat or re-ranks.
 */
record FaissExport(IndexTable index, Generation generation, Folders folders, Path aside) {

  private static final int REFINED_ROWS = 2;

  List<ExportedFile> write() throws IOException {
    Codebooks codebooks = index.codebooks(generation.number());
    TrainedIndex trained = refined(codebooks.trained());
    requireMemory(trained);
    Digesting names =
        new Digesting(
            new BufferedOutputStream(folders.system().create(new Path(aside, "ids.txt"), true)));
    CellEntries[] cells = new CellEntries[trained.cells()];
    long entries;
    try (names) {
      entries = read(trained, codebooks, cells, names);
    }
    ExportedFile ids = names.file("ids.txt", ExportedFile.IDS, entries);
    java.nio.file.Path local = Files.createTempFile("nearfield-", ".faiss");
    try {
      FaissParams params =
          FaissParams.defaults()
              .withNprobe(Math.max(1, generation.nprobe()))
              .withRerankFactor(Math.max(1, generation.rerankFactor()));
      FaissFiles.write(VectorIndex.of(trained, Arrays.asList(cells)), local, params);
      Digesting file = new Digesting(folders.system().create(new Path(aside, "index.faiss"), true));
      try (file;
          InputStream in = Files.newInputStream(local)) {
        in.transferTo(file);
      }
      return List.of(file.file("index.faiss", ExportedFile.DATA, entries), ids);
    } finally {
      Files.deleteIfExists(local);
    }
  }

  /** With the full vectors beside the codes if lookups compare them, as the table has both. */
  private TrainedIndex refined(TrainedIndex trained) {
    IndexSpec spec = trained.spec();
    if (!spec.quantized()) {
      return trained;
    }
    VectorBatch codebook = trained.codebook();
    if (spec.refinedByBytes()) {
      float[] rows = codebook.values();
      int kept = rows.length - REFINED_ROWS * codebook.dimension();
      codebook = new VectorBatch(Arrays.copyOf(rows, kept), codebook.dimension());
    } else if (generation.rerankFactor() == 0) {
      return trained;
    }
    return TrainedIndex.of(
        new IndexSpec(spec.rotated(), spec.lists(), spec.codeSpec(), IndexSpec.Refinement.FLAT),
        trained.metric(),
        trained.dimension(),
        trained.centroids(),
        codebook);
  }

  private void requireMemory(TrainedIndex trained) {
    long perEntry =
        Long.BYTES
            + trained.codeSize()
            + (wholeVectors(trained) ? (long) trained.dimension() * Float.BYTES : 0);
    // The lists are held twice while the index is put together.
    long needed = 2 * perEntry * generation.entries();
    long heap = Runtime.getRuntime().maxMemory();
    if (needed > heap * 0.8) {
      throw new NearfieldException(
          "Cannot export index '%s' as FAISS: %,d entries need about %,d MB of the driver's memory, it has %,d MB; give more with NEARFIELD_HEAP or --driver-memory"
              .formatted(index.ref(), generation.entries(), needed >> 20, heap >> 20));
    }
  }

  private static boolean wholeVectors(TrainedIndex trained) {
    return !trained.spec().quantized() || trained.spec().refined();
  }

  private long read(
      TrainedIndex trained, Codebooks codebooks, CellEntries[] cells, OutputStream names)
      throws IOException {
    // FAISS's ids follow the cells, so that the same generation gives the same file.
    long next = 0;
    EntryReader reader = index.reader(generation.number(), List.of()); // one snapshot for all
    int partitions = Arrays.stream(codebooks.partitionOfCell()).max().orElse(0) + 1;
    for (int partition = 0; partition < partitions; partition++) {
      List<IndexEntry> some = new ArrayList<>();
      try (CloseableIterable<IndexEntry> rows = reader.entries(partition)) {
        rows.forEach(some::add);
      }
      some.sort(Comparator.comparingInt(IndexEntry::cell).thenComparing(IndexEntry::entityId));
      int from = 0;
      for (int i = 1; i <= some.size(); i++) {
        if (i == some.size() || some.get(i).cell() != some.get(from).cell()) {
          List<IndexEntry> cell = some.subList(from, i);
          cells[cell.get(0).cell()] = entries(trained, cell, next);
          for (IndexEntry entry : cell) {
            names.write((entry.entityId() + "\n").getBytes(StandardCharsets.UTF_8));
          }
          next += cell.size();
          from = i;
        }
      }
    }
    for (int cell = 0; cell < cells.length; cell++) {
      if (cells[cell] == null) {
        cells[cell] = new CellEntries(new long[0], new byte[0], new float[0], new byte[0]);
      }
    }
    return next;
  }

  private static CellEntries entries(TrainedIndex trained, List<IndexEntry> cell, long first) {
    int codeSize = trained.codeSize();
    int dimension = wholeVectors(trained) ? trained.dimension() : 0;
    long[] ids = new long[cell.size()];
    byte[] codes = new byte[Math.multiplyExact(cell.size(), codeSize)];
    float[] vectors = new float[Math.multiplyExact(cell.size(), dimension)];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = first + i;
      System.arraycopy(cell.get(i).code(), 0, codes, i * codeSize, codeSize);
      System.arraycopy(cell.get(i).vector(), 0, vectors, i * dimension, dimension);
    }
    return new CellEntries(ids, codes, vectors, new byte[0]);
  }
}
