package io.nearfield.spark.neighbours;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.xxhash64;

import io.nearfield.spark.run.Kept;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Who is connected with whom, by alternating large and small stars: nodes are hung under the least
 * they know until every node hangs under the least of its component. A number of rounds that grows
 * with the logarithm of the nodes, each a few shuffles of at most as many rows as there are edges;
 * nothing passes through the driver. (R. Kiveris et al., Connected components in MapReduce and
 * beyond, 2014.)
 */
final class ConnectedComponents {

  private ConnectedComponents() {}

  /**
   * Labels every node.
   *
   * @param edges {@code a, b}, in any direction, also repeated
   * @return {@code entity_id, group_id}: the group is the least id of the component
   */
  static Dataset<Row> of(Dataset<Row> edges) {
    Dataset<Row> stars =
        Kept.of(
            edges
                .where(col("a").notEqual(col("b")))
                .select(greatest(col("a"), col("b")).as("from"), least(col("a"), col("b")).as("to"))
                .distinct());
    Row before = null;
    for (Row now = summary(stars); !now.equals(before); now = summary(stars)) {
      before = now;
      stars = Kept.of(smallStar(largeStar(stars)));
    }
    return stars
        .select(col("from").as("entity_id"), col("to").as("group_id"))
        .union(stars.select(col("to").as("entity_id"), col("to").as("group_id")).distinct());
  }

  /** Larger neighbours of a node are hung under the least it knows, itself included. */
  private static Dataset<Row> largeStar(Dataset<Row> edges) {
    Dataset<Row> both = edges.union(edges.select(col("to"), col("from")));
    Dataset<Row> known = both.groupBy("from").agg(min("to").as("known"));
    return both.join(known, "from")
        .where(col("to").gt(col("from")))
        .select(col("to").as("from"), least(col("from"), col("known")).as("to"))
        .distinct();
  }

  /** A node and its smaller neighbours are hung under the least of these. */
  private static Dataset<Row> smallStar(Dataset<Row> edges) {
    Dataset<Row> known = edges.groupBy("from").agg(min("to").as("known"));
    return edges
        .join(known, "from")
        .where(col("to").notEqual(col("known")))
        .select(col("to").as("from"), col("known").as("to"))
        .union(known.select(col("from"), col("known").as("to")))
        .distinct();
  }

  private static Row summary(Dataset<Row> edges) {
    return edges.agg(count(lit(1)), bit_xor(xxhash64(col("from"), col("to")))).first();
  }
}
