package io.nearfield.spark.search;

import io.nearfield.connect.filter.Filter;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.format.VectorBytes;
import io.nearfield.index.search.Hit;
import io.nearfield.index.search.PartitionIndex;
import io.nearfield.index.search.SearchParams;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.encoders.ExpressionEncoder;
import org.apache.spark.sql.types.StructType;

/**
 * Answers routed queries, one task per index partition: the task opens its partition when its first
 * query arrives and holds no other.
 */
final class SearchPartitions {

  private SearchPartitions() {}

  /**
   * What each task needs besides its queries.
   *
   * @param attributes the filter columns in the order of the answer's columns
   * @param filter which entries may answer, or null for all
   */
  record Task(
      PartitionReader reader, List<String> attributes, Filter filter, int k, int rerankFactor)
      implements Serializable {

    SearchParams params() {
      return new SearchParams(k, rerankFactor, false);
    }
  }

  /**
   * Returns the k nearest within the asked cells of each partition. {@code passed} is how many
   * entries a filter let pass there, noted on the first hit of each query and partition.
   *
   * @param spread what {@link Spread} returns
   * @param hit {@code query_id, entity_id, distance, passed}, then the attribute columns
   */
  static Dataset<Row> search(
      Dataset<Row> spread, Broadcast<TrainedIndex> trained, Broadcast<Task> task, StructType hit) {
    return spread.mapPartitions(
        (MapPartitionsFunction<Row, Row>)
            queries -> new Answers(queries, trained.value(), task.value()),
        ExpressionEncoder.apply(hit, true));
  }

  private static final class Answers implements Iterator<Row> {
    private final Iterator<Row> queries;
    private final TrainedIndex trained;
    private final Task task;
    private final SearchParams params;
    private final Predicate<Map<String, Object>> filter;
    private long passed;
    private int partition = -1;
    private PartitionIndex<Map<String, Object>> index;
    private String queryId;
    private Iterator<Hit<Map<String, Object>>> hits = Collections.emptyIterator();

    Answers(Iterator<Row> queries, TrainedIndex trained, Task task) {
      this.queries = queries;
      this.trained = trained;
      this.task = task;
      this.params = task.params();
      this.filter = task.filter() == null ? null : this::passes;
    }

    @Override
    public boolean hasNext() {
      while (!hits.hasNext() && queries.hasNext()) {
        answer(queries.next());
      }
      return hits.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Hit<Map<String, Object>> hit = hits.next();
      Object[] values = new Object[4 + task.attributes().size()];
      values[0] = queryId;
      values[1] = hit.id();
      values[2] = hit.distance();
      values[3] = passed;
      passed = 0;
      for (int i = 0; i < task.attributes().size(); i++) {
        values[4 + i] = PartitionReader.toSpark(hit.attachment().get(task.attributes().get(i)));
      }
      return RowFactory.create(values);
    }

    private boolean passes(Map<String, Object> attributes) {
      boolean passes = task.filter().test(attributes);
      if (passes) {
        passed++;
      }
      return passes;
    }

    private void answer(Row query) {
      passed = 0;
      if (query.getInt(0) != partition) {
        partition = query.getInt(0);
        index = null; // let go of the former before the next is read
        index = task.reader().open(trained, partition);
      }
      queryId = query.getString(1);
      float[] vector = VectorBytes.fromBytes(query.getAs(2));
      List<Integer> boxed = query.getList(3);
      int[] cells = boxed.stream().mapToInt(Integer::intValue).toArray();
      hits = index.search(vector, cells, params, filter).iterator();
    }
  }
}
