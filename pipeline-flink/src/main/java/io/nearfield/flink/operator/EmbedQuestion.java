package io.nearfield.flink.operator;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.lookup.DocumentPassages;
import io.nearfield.connect.lookup.MeanVector;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.flink.message.Outcome;
import io.nearfield.flink.message.Question;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/** Gives each question by vector, text, picture or document its vector, prepared for the metric. */
public final class EmbedQuestion extends RichAsyncFunction<Question, Outcome<Question>> {

  private static final long serialVersionUID = 1L;

  private final Base base;
  private transient OpenBase open;
  private transient Workers workers;

  public EmbedQuestion(Base base) {
    this.base = base;
  }

  @Override
  public void open(OpenContext context) {
    open = OpenBase.lasting(base);
    if (open.hasModel()) {
      // Opened now, so that the first question does not wait for it.
      open.model(ModelOptions.defaults().forQueries());
    }
    workers = new Workers("nearfield-embed-lookups", 2);
  }

  @Override
  public void close() throws Exception {
    if (workers != null) {
      workers.close();
    }
  }

  @Override
  public void asyncInvoke(Question question, ResultFuture<Outcome<Question>> result) {
    if (question.lookup().query() instanceof Lookup.ByVector by) {
      result.complete(Collections.singleton(prepared(question, by.vector())));
    } else {
      workers.complete(result, () -> embedded(question));
    }
  }

  @Override
  public void timeout(Question question, ResultFuture<Outcome<Question>> result) {
    result.complete(
        Collections.singleton(new Outcome<>(question, "Cannot embed the query: it took too long")));
  }

  private Outcome<Question> embedded(Question question) {
    try {
      return prepared(question, embed(question.lookup().query()));
    } catch (RuntimeException e) {
      return new Outcome<>(question, Refusals.message(e));
    }
  }

  private float[] embed(Lookup.Query query) {
    if (query instanceof Lookup.ByText by) {
      return embed(new Content.Text(by.text()));
    }
    if (query instanceof Lookup.ByImage by) {
      return embed(new Content.Image(by.bytes()));
    }
    if (query instanceof Lookup.ByDocument by) {
      if (DocumentPassages.isPicture(by.mediaType())) {
        return embed(new Content.Image(by.bytes()));
      }
      List<float[]> passages = new ArrayList<>();
      for (Content passage : DocumentPassages.of(by)) {
        passages.add(embed(passage));
      }
      return MeanVector.of(passages);
    }
    throw new NearfieldException(
        "Cannot look up by bits in index '"
            + base.index()
            + "': its vectors are numbers, compared by "
            + open.trained().metric());
  }

  private float[] embed(Content content) {
    EmbeddingModel model = open.model(ModelOptions.defaults().forQueries());
    if (!model.accepts(content.getClass())) {
      throw new NearfieldException(
          "Cannot look up by "
              + (content instanceof Content.Text ? "text" : "picture")
              + ": the model "
              + model.identity().name()
              + " of index '"
              + base.index()
              + "' does not take it");
    }
    return model.embed(content);
  }

  private Outcome<Question> prepared(Question question, float[] vector) {
    try {
      return Outcome.of(question.withVector(open.trained().prepare(vector)));
    } catch (RuntimeException e) {
      return new Outcome<>(question, Refusals.message(e));
    }
  }
}
