package io.nearfield.spark.search;

import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.format.VectorBytes;
import io.nearfield.index.search.Asked;
import io.nearfield.index.search.BlockJoin;
import io.nearfield.index.search.Hit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.encoders.ExpressionEncoder;
import org.apache.spark.sql.types.StructType;

/**
 * Answers routed queries by full vectors: blocks of queries are multiplied with the partition's
 * rows, cell by cell. A task holds one partition and the answers of {@value #QUERIES_PER_BLOCK}
 * queries.
 */
final class JoinPartitions {

  private static final int QUERIES_PER_BLOCK = 1024;

  /** So many answers of a block are in memory at most, whatever k is. */
  private static final int ANSWERS_PER_BLOCK = 4 << 20;

  private JoinPartitions() {}

  /**
   * Returns the nearest of each partition. {@code passed} is 1 on the first hit of a query and
   * partition that has more within the radius than are returned, else 0.
   *
   * @param spread what {@link Spread} returns
   * @param radius NaN for the k nearest
   * @param hit {@code query_id, entity_id, distance, passed}, then the attribute columns
   */
  static Dataset<Row> search(
      Dataset<Row> spread,
      Broadcast<TrainedIndex> trained,
      Broadcast<SearchPartitions.Task> task,
      float radius,
      StructType hit) {
    return spread.mapPartitions(
        (MapPartitionsFunction<Row, Row>)
            queries -> {
              Work work = new Work(trained.value(), task.value(), radius);
              return new Flattened<>(
                  new Blocks(queries, blockSize(task.value().k())), work::answer);
            },
        ExpressionEncoder.apply(hit, true));
  }

  private static int blockSize(int k) {
    return Math.max(1, Math.min(QUERIES_PER_BLOCK, ANSWERS_PER_BLOCK / k));
  }

  /** Runs of queries to one partition. */
  private static final class Blocks implements Iterator<List<Row>> {
    private final Iterator<Row> queries;
    private final int most;
    private Row held;

    Blocks(Iterator<Row> queries, int most) {
      this.queries = queries;
      this.most = most;
    }

    @Override
    public boolean hasNext() {
      return held != null || queries.hasNext();
    }

    @Override
    public List<Row> next() {
      List<Row> block = new ArrayList<>();
      block.add(held == null ? queries.next() : held);
      held = null;
      while (block.size() < most && queries.hasNext()) {
        Row query = queries.next();
        if (query.getInt(0) != block.get(0).getInt(0)) {
          held = query;
          break;
        }
        block.add(query);
      }
      return block;
    }
  }

  private static final class Work {
    private final TrainedIndex trained;
    private final SearchPartitions.Task task;
    private final float radius;
    private int partition = -1;
    private PartitionRows rows;

    Work(TrainedIndex trained, SearchPartitions.Task task, float radius) {
      this.trained = trained;
      this.task = task;
      this.radius = radius;
    }

    Iterator<Row> answer(List<Row> block) {
      if (block.get(0).getInt(0) != partition) {
        partition = block.get(0).getInt(0);
        rows = null; // let go of the former before the next is read
        rows =
            task.reader()
                .rows(
                    trained,
                    partition,
                    task.filter() == null ? null : entry -> task.filter().test(entry.attributes()));
      }
      VectorBatch queries =
          VectorBatch.ofRows(
              block.stream().map(query -> VectorBytes.fromBytes(query.getAs(2))).toList());
      BlockJoin<Map<String, Object>> join =
          new BlockJoin<>(queries, trained.metric(), task.k(), radius, null);
      if (block.get(0).isNullAt(3)) {
        join.compare(null, rows.rows(), 0, rows.size());
      } else {
        Asked asked = Asked.of(cells(block), trained.cells());
        for (int i = 0; i < rows.cells(); i++) {
          join.compare(asked.of(rows.cell(i)), rows.rows(), rows.from(i), rows.to(i));
        }
      }
      List<Row> answers = new ArrayList<>();
      for (int q = 0; q < block.size(); q++) {
        long more = join.cut(q) ? 1 : 0;
        for (Hit<Map<String, Object>> hit : join.nearest(q)) {
          answers.add(row(block.get(q).getString(1), hit, more));
          more = 0;
        }
      }
      return answers.iterator();
    }

    private static int[][] cells(List<Row> block) {
      return block.stream()
          .map(query -> query.<Integer>getList(3).stream().mapToInt(Integer::intValue).toArray())
          .toArray(int[][]::new);
    }

    private Row row(String queryId, Hit<Map<String, Object>> hit, long more) {
      Object[] values = new Object[4 + task.attributes().size()];
      values[0] = queryId;
      values[1] = hit.id();
      values[2] = hit.distance();
      values[3] = more;
      for (int i = 0; i < task.attributes().size(); i++) {
        values[4 + i] = PartitionReader.toSpark(hit.attachment().get(task.attributes().get(i)));
      }
      return RowFactory.create(values);
    }
  }
}
