package io.nearfield.flink.operator;

import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.flink.message.Outcome;
import io.nearfield.flink.message.Question;
import java.util.Collections;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/** Gives a question by an entity of the base the entity's vector, read from the index table. */
public final class FetchFromBase extends RichAsyncFunction<Question, Outcome<Question>> {

  private static final long serialVersionUID = 1L;

  private final Base base;
  private transient Lake lake;
  private transient IndexTable table;
  private transient Workers workers;

  public FetchFromBase(Base base) {
    this.base = base;
  }

  @Override
  public void open(OpenContext context) {
    lake = Lake.open(base.lake());
    table = lake.index(base.index());
    workers = new Workers("nearfield-fetch", 2);
  }

  @Override
  public void close() throws Exception {
    if (workers != null) {
      workers.close();
    }
    if (lake != null) {
      lake.close();
    }
  }

  @Override
  public void asyncInvoke(Question question, ResultFuture<Outcome<Question>> result) {
    workers.complete(result, () -> fetched(question));
  }

  @Override
  public void timeout(Question question, ResultFuture<Outcome<Question>> result) {
    result.complete(
        Collections.singleton(
            new Outcome<>(question, "Cannot look up by entity: reading its vector took too long")));
  }

  private Outcome<Question> fetched(Question question) {
    try {
      Optional<IndexEntry> entry = table.entry(base.generation(), question.entityId());
      return entry
          .map(found -> Outcome.of(question.withVector(found.vector())))
          .orElseGet(
              () ->
                  new Outcome<>(
                      question,
                      "Cannot look up by entity '"
                          + question.entityId()
                          + "': it is not in generation "
                          + base.generation()));
    } catch (RuntimeException e) {
      return new Outcome<>(question, Refusals.message(e));
    }
  }
}
