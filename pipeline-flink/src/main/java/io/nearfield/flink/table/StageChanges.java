package io.nearfield.flink.table;

import io.nearfield.connect.iceberg.CoveredOffsets;
import io.nearfield.flink.message.Staged;
import io.nearfield.flink.message.TableChange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Writes changes into files, and names them at each barrier: what was written before the barrier
 * belongs to the checkpoint and to no other. Has no state, for the files of a checkpoint that never
 * completes are named nowhere.
 */
public final class StageChanges extends AbstractStreamOperator<Staged>
    implements OneInputStreamOperator<TableChange, Staged> {

  private static final long serialVersionUID = 1L;

  /** A commit holds a few of these in memory. */
  private static final long FILE_BYTES = 32L << 20;

  private final String directory;
  private transient StagedFile file;
  private transient List<Staged> finished;
  private transient CoveredOffsets read;
  private transient long serving;

  public StageChanges(String directory) {
    this.directory = directory;
  }

  @Override
  public void open() throws Exception {
    super.open();
    finished = new ArrayList<>();
    read = CoveredOffsets.NONE;
    serving = -1;
  }

  @Override
  public void processElement(StreamRecord<TableChange> element) throws IOException {
    TableChange change = element.getValue();
    if (change.read() != null) {
      read = read.or(change.read());
      return;
    }
    if (change.isServing()) {
      serving = change.generation();
      return;
    }
    if (file == null) {
      file = StagedFile.create(directory, change.takenAt());
    }
    file.write(change);
    if (file.bytes() >= FILE_BYTES) {
      finishFile();
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpoint) throws IOException {
    finishFile();
    for (Staged staged : finished) {
      output.collect(new StreamRecord<>(staged.withCheckpoint(checkpoint)));
    }
    finished.clear();
    if (!read.equals(CoveredOffsets.NONE)) {
      output.collect(new StreamRecord<>(Staged.read("", checkpoint, read)));
      read = CoveredOffsets.NONE;
    }
    if (serving >= 0) {
      output.collect(new StreamRecord<>(Staged.serving("", checkpoint, serving)));
      serving = -1;
    }
  }

  @Override
  public void close() throws Exception {
    if (file != null) {
      file.close();
    }
    super.close();
  }

  private void finishFile() throws IOException {
    if (file != null) {
      StagedFile done = file;
      file = null;
      finished.add(done.finish());
    }
  }
}
