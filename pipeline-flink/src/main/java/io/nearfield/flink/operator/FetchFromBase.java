package io.nearfield.flink.operator;

import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.flink.message.BaseQuestion;
import io.nearfield.flink.message.Outcome;
import io.nearfield.flink.message.Question;
import java.util.Collections;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Gives a question by an entity of the base the entity's vector: from the memory of the operator
 * that searches the entity's index partition, which Flink puts into the same process as a rule, or
 * else from the files of that index partition.
 */
public final class FetchFromBase extends RichAsyncFunction<BaseQuestion, Outcome<Question>> {

  private static final long serialVersionUID = 1L;

  private final Base base;
  private transient Lake lake;
  private transient IndexTable table;
  private transient Workers workers;
  private transient Counter fromMemory;
  private transient Counter fromFiles;

  public FetchFromBase(Base base) {
    this.base = base;
  }

  @Override
  public void open(OpenContext context) {
    lake = Lake.open(base.lake());
    table = lake.index(base.index());
    workers = new Workers("nearfield-fetch", 2);
    fromMemory = getRuntimeContext().getMetricGroup().counter("vectorsFromMemory");
    fromFiles = getRuntimeContext().getMetricGroup().counter("vectorsFromFiles");
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
  public void asyncInvoke(BaseQuestion asked, ResultFuture<Outcome<Question>> result) {
    Question question = asked.question();
    float[] vector =
        InMemory.vector(base.at(asked.edition()), asked.partition(), question.entityId());
    if (vector != null) {
      fromMemory.inc();
      result.complete(Collections.singleton(Outcome.of(question.withVector(vector))));
    } else {
      fromFiles.inc();
      workers.complete(result, () -> fetched(asked));
    }
  }

  @Override
  public void timeout(BaseQuestion asked, ResultFuture<Outcome<Question>> result) {
    result.complete(
        Collections.singleton(
            new Outcome<>(
                asked.question(), "Cannot look up by entity: reading its vector took too long")));
  }

  private Outcome<Question> fetched(BaseQuestion asked) {
    Question question = asked.question();
    try {
      Optional<IndexEntry> entry =
          OpenBase.view(table, base.at(asked.edition()))
              .entry(asked.partition(), question.entityId());
      return entry
          .map(found -> Outcome.of(question.withVector(found.vector())))
          .orElseGet(
              () ->
                  new Outcome<>(
                      question,
                      "Cannot look up by entity '"
                          + question.entityId()
                          + "': it is not in "
                          + asked.edition()));
    } catch (RuntimeException e) {
      return new Outcome<>(question, Refusals.message(e));
    }
  }
}
