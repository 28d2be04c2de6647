package io.nearfield.spark.embed;

import io.nearfield.connect.embed.Outcome;
import io.nearfield.connect.onnx.ModelOptions;
import java.util.Iterator;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Entities to files of vectors. Entities of equal content follow each other and are embedded once;
 * the same content gets the same vector bit for bit whatever partition it is in. One that cannot be
 * embedded keeps no other back.
 *
 * @param table the feature set's
 * @param hadoop how pictures are read from their address
 */
record EmbedTask(
    ShippedModel model,
    ContentReader reader,
    VectorCheck check,
    Broadcast<Table> table,
    Broadcast<SerializableConfiguration> hadoop,
    EmbedOptions.Running running,
    boolean local)
    implements FlatMapFunction<Iterator<Row>, Part> {

  /** What happened to the content before: of the last window's, whose rows may go on. */
  private record Last(String hash, Outcome outcome) {}

  @Override
  public Iterator<Part> call(Iterator<Row> rows) throws InterruptedException {
    if (!rows.hasNext()) {
      return List.<Part>of().iterator();
    }
    ModelOptions options =
        ModelOptions.defaults()
            .withDevice(running.device().ofTask(local))
            .withLimit(running.itemTimeout())
            .withPictures(running.pictures());
    try (WindowEmbedder embedder =
            new WindowEmbedder(
                model.open(options), reader, hadoop.value().value(), check, callers());
        FeatureSink sink = new FeatureSink(table.value(), model.identity().hash())) {
      Last last = null;
      double most = running.commitEvery().toNanos() / 1e9;
      for (boolean begun = false; rows.hasNext(); begun = true) {
        if (begun && sink.seconds() >= most) {
          sink.stopped();
          break;
        }
        TaskWindow window = embedder.window(most);
        while (rows.hasNext() && !window.isFull()) {
          Row row = rows.next();
          if (window.isEmpty() && last != null && last.hash.equals(row.getAs("content_hash"))) {
            put(sink, row, last.outcome, true);
          } else {
            window.add(row);
          }
        }
        last = put(sink, window, embedder);
        endIfKilled();
      }
      return List.of(sink.finish()).iterator();
    }
  }

  /** As many as the task has cores. */
  private static int callers() {
    TaskContext task = TaskContext.get();
    return task == null ? 1 : Math.max(1, task.cpus());
  }

  private static void endIfKilled() {
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.killTaskIfInterrupted();
    }
  }

  private static Last put(FeatureSink sink, TaskWindow window, WindowEmbedder embedder)
      throws InterruptedException {
    List<Outcome> outcomes = embedder.embed(window.groups());
    Last last = null;
    for (int i = 0; i < outcomes.size(); i++) {
      boolean first = true;
      for (Row row : window.groups().get(i).rows()) {
        put(sink, row, outcomes.get(i), !first);
        first = false;
      }
      last = last(window.groups().get(i).hash(), outcomes.get(i));
    }
    return last;
  }

  private static Last last(String hash, Outcome outcome) {
    return hash == null ? null : new Last(hash, outcome);
  }

  private static void put(FeatureSink sink, Row row, Outcome outcome, boolean again) {
    if (outcome.isRefused()) {
      sink.refused(row, outcome.reason(), outcome.message(), outcome.attempts());
    } else {
      sink.vector(row, outcome.vector(), again);
    }
  }
}
