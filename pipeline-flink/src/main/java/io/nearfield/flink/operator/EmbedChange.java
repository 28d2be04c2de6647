package io.nearfield.flink.operator;

import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.flink.message.EntityChange;
import io.nearfield.flink.message.Outcome;
import java.util.Collections;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Gives each upsert its vector: embeds its text or picture with the index's own model, to the same
 * bits as the batch path, or takes the vector it came with. Either is checked, and handed on as it
 * is: the tables keep it so.
 */
public final class EmbedChange extends RichAsyncFunction<EntityChange, Outcome<EntityChange>> {

  private static final long serialVersionUID = 1L;

  private final Base base;
  private transient OpenBase open;
  private transient Workers workers;

  public EmbedChange(Base base) {
    this.base = base;
  }

  @Override
  public void open(OpenContext context) {
    open = OpenBase.lasting(base);
    if (open.hasModel()) {
      // Opened now, so that the first text does not wait for it and a missing model is seen.
      open.model(ModelOptions.defaults());
    }
    workers = new Workers("nearfield-embed-changes", 2);
  }

  @Override
  public void close() throws Exception {
    if (workers != null) {
      workers.close();
    }
  }

  @Override
  public void asyncInvoke(EntityChange change, ResultFuture<Outcome<EntityChange>> result) {
    if (change.text() == null && change.image() == null) {
      result.complete(Collections.singleton(prepared(change)));
    } else {
      workers.complete(result, () -> prepared(change));
    }
  }

  @Override
  public void timeout(EntityChange change, ResultFuture<Outcome<EntityChange>> result) {
    result.complete(
        Collections.singleton(new Outcome<>(change, "Cannot embed the content: it took too long")));
  }

  /** Throws what preparing the vector for the metric would throw. */
  private void requirePreparable(float[] vector) {
    var unused = open.trained().prepare(vector);
  }

  private float[] embed(Content content) {
    EmbeddingModel model = open.model(ModelOptions.defaults());
    if (!model.accepts(content.getClass())) {
      throw new NearfieldException(
          "Cannot embed a "
              + (content instanceof Content.Text ? "text" : "picture")
              + ": the model "
              + model.identity().name()
              + " of index '"
              + base.index()
              + "' does not take it");
    }
    return model.embed(content);
  }

  private static Content content(EntityChange change) {
    if (change.text() != null) {
      return new Content.Text(change.text());
    }
    Change.Image image = change.image();
    return new Content.Image(image.uri() == null ? image.bytes() : PictureFile.read(image.uri()));
  }

  private Outcome<EntityChange> prepared(EntityChange change) {
    if (change.deleted()) {
      return Outcome.of(change);
    }
    try {
      float[] vector = change.vector() == null ? embed(content(change)) : change.vector();
      requirePreparable(vector);
      return Outcome.of(change.withVector(vector));
    } catch (RuntimeException e) {
      return new Outcome<>(change, Refusals.message(e));
    }
  }
}
