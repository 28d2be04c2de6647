package io.nearfield.index.file;

import io.nearfield.index.format.FileBytes;

/** Follows the lines of a directory and requires that runs lie one behind the other, by cell. */
final class DirectoryCheck {

  private final FileBytes bytes;
  private final IndexHeader header;
  private final int cells;
  private final boolean kept;
  private long at;
  private long lists;
  private long vectors;
  private long entries;
  private int lastCell;

  DirectoryCheck(FileBytes bytes, IndexHeader header, int cells) {
    this.bytes = bytes;
    this.header = header;
    this.cells = cells;
    this.kept = header.shape().keptBytes() > 0;
    this.at = header.directoryAt();
    this.lists = header.listsAt();
    this.vectors = kept ? header.vectorsAt() : header.directoryAt();
  }

  void next(Run run) {
    RunShape shape = header.shape();
    int n = run.entries();
    bytes.require(run.cell() >= 0 && run.cell() < cells, at, "cell %d of %d", run.cell(), cells);
    bytes.require(run.cell() >= lastCell, at, "cell %d is out of order", run.cell());
    bytes.require(n >= 1 && n <= shape.fullRun(), at + 4, "bad number %d of entries", n);
    bytes.require(run.listsAt() == lists, at + 8, "lists do not follow the run before");
    bytes.require(run.vectorsAt() == vectors, at + 16, "vectors do not follow the run before");
    bytes.require(kept || run.vectorsCrc() == 0, at + 28, "a checksum of vectors not kept");
    lists += shape.listsBytes(n);
    vectors += shape.vectorsBytes(n);
    bytes.require(
        lists <= header.vectorsAt() && vectors <= header.directoryAt(),
        at + 4,
        "%d entries are more than the sections hold",
        n);
    entries += n;
    at += Run.BYTES;
    lastCell = run.cell();
  }

  void end() {
    bytes.require(
        lists == header.vectorsAt() && vectors == header.directoryAt(),
        at,
        "the runs do not fill lists and vectors");
    bytes.require(
        entries == header.entries(),
        24,
        "%d entries, the directory has %d",
        header.entries(),
        entries);
  }
}
