package io.nearfield.index.file;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.code.CodeLayout;
import io.nearfield.index.search.CellStorage;
import io.nearfield.index.search.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one moment of an index: lists and vectors each from end to end, a bounded buffer at a
 * time, then what describes them.
 */
final class IndexFileWriter {

  private static final int BLOCK_BYTES = 1 << 20;

  private final FileChannel channel;
  private final TrainedIndex trained;
  private final RunShape shape;
  private final List<Piece> pieces = new ArrayList<>();

  /** A run to be: some entries of a storage. */
  private record Piece(int cell, CellStorage storage, int from, int entries) {}

  private IndexFileWriter(FileChannel channel, TrainedIndex trained) {
    this.channel = channel;
    this.trained = trained;
    this.shape = RunShape.of(trained);
  }

  static void write(FileChannel channel, Snapshot snapshot, FileListener listener)
      throws IOException {
    IndexFileWriter writer = new IndexFileWriter(channel, snapshot.trained());
    for (int cell = 0; cell < snapshot.cells(); cell++) {
      for (CellStorage storage : snapshot.cell(cell)) {
        writer.add(cell, storage);
      }
    }
    try {
      writer.write(listener);
      snapshot.check();
    } catch (InternalError fault) {
      throw snapshot.explain(fault);
    }
  }

  private void add(int cell, CellStorage storage) {
    int most = shape.fullRun();
    for (int from = 0; from < storage.size(); from += most) {
      pieces.add(new Piece(cell, storage, from, Math.min(most, storage.size() - from)));
    }
  }

  private void write(FileListener listener) throws IOException {
    byte[] trainedBytes = trained.toBytes();
    IndexHeader header = header(trainedBytes.length);
    Progress progress = new Progress(listener, header.length());
    put(0, header.write(), progress);
    SectionOutput section = new SectionOutput(channel, IndexHeader.BYTES, progress);
    section.write(trainedBytes, trainedBytes.length);
    section.align();
    int trainedCrc = section.takeCrc();
    List<Run> runs = runs(header, progress);
    section = new SectionOutput(channel, header.directoryAt(), progress);
    for (Run run : runs) {
      section.write(run);
    }
    section.align();
    IndexFooter footer = new IndexFooter(trainedCrc, section.takeCrc());
    put(header.footerAt(), footer.write(header), progress);
  }

  private IndexHeader header(int trainedLength) {
    long lists = 0;
    long vectors = 0;
    long entries = 0;
    for (Piece piece : pieces) {
      lists += shape.listsBytes(piece.entries());
      vectors += shape.vectorsBytes(piece.entries());
      entries += piece.entries();
    }
    return IndexHeader.of(trainedLength, lists, vectors, pieces.size(), entries, shape);
  }

  private List<Run> runs(IndexHeader header, Progress progress) throws IOException {
    SectionOutput lists = new SectionOutput(channel, header.listsAt(), progress);
    SectionOutput vectors = new SectionOutput(channel, header.vectorsAt(), progress);
    List<Run> runs = new ArrayList<>(pieces.size());
    for (Piece piece : pieces) {
      long listsAt = lists.offset();
      long vectorsAt = vectors.offset();
      codes(piece, lists);
      biases(piece, lists);
      ids(piece, lists);
      kept(piece, vectors);
      runs.add(
          new Run(
              piece.cell(),
              piece.entries(),
              listsAt,
              vectorsAt,
              lists.takeCrc(),
              vectors.takeCrc()));
    }
    return runs;
  }

  private void codes(Piece piece, SectionOutput out) throws IOException {
    if (shape.codeBytes() == 0) {
      return;
    }
    int most = entriesPerBlock(shape.codeBytes());
    byte[] block = new byte[(int) shape.codesBytes(Math.min(most, piece.entries()))];
    for (int from = 0; from < piece.entries(); from += most) {
      int count = Math.min(most, piece.entries() - from);
      piece.storage().codes(piece.from() + from, count, block);
      if (shape.inBlocks()) {
        clearBeyond(block, count);
      }
      out.write(block, (int) shape.codesBytes(count));
    }
    out.align();
  }

  /** Zeros in place of what may lie in the last block behind the entries. */
  private void clearBeyond(byte[] blocks, int count) {
    CodeLayout layout = trained.codec().orElseThrow().layout();
    byte[] zeros = new byte[shape.codeBytes()];
    for (int slot = count; slot % CodeLayout.BLOCK != 0; slot++) {
      layout.put(blocks, slot, zeros, 0);
    }
  }

  private void biases(Piece piece, SectionOutput out) throws IOException {
    if (shape.biasBytes() > 0) {
      float[] biases = new float[piece.entries()];
      piece.storage().biases(piece.from(), biases.length, biases, 0);
      out.write(biases, biases.length);
      out.align();
    }
  }

  private void ids(Piece piece, SectionOutput out) throws IOException {
    long[] ids = new long[piece.entries()];
    piece.storage().ids(piece.from(), ids.length, ids, 0);
    out.write(ids, ids.length);
    out.align();
  }

  private void kept(Piece piece, SectionOutput out) throws IOException {
    if (shape.keptBytes() == 0) {
      return;
    }
    int most = entriesPerBlock(shape.keptBytes());
    boolean whole = RunShape.keptFloats(trained);
    int width = whole ? shape.keptBytes() / Float.BYTES : shape.keptBytes();
    float[] floats = new float[whole ? most * width : 0];
    byte[] bytes = new byte[whole ? 0 : most * width];
    for (int from = 0; from < piece.entries(); from += most) {
      int count = Math.min(most, piece.entries() - from);
      if (whole) {
        piece.storage().vectors(piece.from() + from, count, floats, 0);
        out.write(floats, count * width);
      } else {
        piece.storage().refined(piece.from() + from, count, bytes, 0);
        out.write(bytes, count * width);
      }
    }
    out.align();
  }

  /** A multiple of 64. */
  private static int entriesPerBlock(int bytes) {
    return Math.max(1, BLOCK_BYTES / bytes / CodeLayout.BLOCK) * CodeLayout.BLOCK;
  }

  private void put(long offset, ByteBuffer bytes, Progress progress) throws IOException {
    int length = bytes.remaining();
    for (long at = offset; bytes.hasRemaining(); ) {
      at += channel.write(bytes, at);
    }
    progress.advance(length);
  }
}
