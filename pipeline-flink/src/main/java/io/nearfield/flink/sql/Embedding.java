package io.nearfield.flink.sql;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.embed.CarefulEmbedder;
import io.nearfield.connect.embed.Outcome;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;

/** What {@code ML_PREDICT} does for one row, whether it waits for it or not. */
final class Embedding implements Serializable {

  private static final long serialVersionUID = 1L;

  private final String path;
  private final ModelOptions options;
  private final int threads;
  private final PredictColumns columns;
  private transient CarefulEmbedder embedder;

  Embedding(String path, ModelOptions options, int threads, PredictColumns columns) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "Cannot embed with " + threads + " threads: 'async-threads' is at least 1");
    }
    this.path = path;
    this.options = options;
    this.threads = threads;
    this.columns = columns;
  }

  String path() {
    return path;
  }

  int threads() {
    return threads;
  }

  /** Opens the process's one instance of the model, which stays open for the next query. */
  void open() {
    EmbeddingModel model = Models.shared(path, options);
    if (!model.accepts(columns.kind())) {
      throw new IncompatibleException(
          "Cannot embed "
              + (columns.kind() == Content.Text.class ? "texts" : "pictures")
              + " with model '"
              + path
              + "': it takes no such content; declare another INPUT");
    }
    embedder = new CarefulEmbedder(model);
  }

  /**
   * One row with the vector, or with NULL for a content that is NULL or blank, so that no row of
   * the input is lost.
   *
   * @throws NearfieldException if the content cannot be embedded
   */
  Collection<RowData> predict(RowData row) {
    Content content = columns.content(row);
    if (content == null) {
      return List.of(GenericRowData.of((Object) null));
    }
    Outcome outcome = embedder.embed(content);
    if (outcome.isRefused()) {
      throw new NearfieldException(
          "Cannot embed a row with model '" + path + "': " + outcome.message());
    }
    return List.of(GenericRowData.of(VectorArrays.toFlink(outcome.vector(), columns.numbers())));
  }
}
