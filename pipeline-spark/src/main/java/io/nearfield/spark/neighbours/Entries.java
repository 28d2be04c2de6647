package io.nearfield.spark.neighbours;

import io.nearfield.connect.filter.Filter;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.spark.search.PartitionReader;
import io.nearfield.spark.search.PartitionRows;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/**
 * The entries of a generation as tasks read them: a partition at a time, without a catalog, all
 * from one snapshot.
 *
 * @param filter which entries take part, or null for all
 */
record Entries(
    PartitionReader reader,
    Broadcast<TrainedIndex> shared,
    Broadcast<int[]> partitionOfCell,
    Filter filter,
    int partitions)
    implements Serializable {

  TrainedIndex trained() {
    return shared.value();
  }

  Metric metric() {
    return trained().metric();
  }

  PartitionRows rows(int partition) {
    return reader.rows(trained(), partition, filter == null ? null : filter::test);
  }
}
