package io.nearfield.flink.operator;

import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.CoveredOffsets;
import io.nearfield.connect.iceberg.GenerationView;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.flink.message.Edition;
import java.io.Serializable;

/**
 * Which generation of which index an operator stands on; the job is told the one that is active
 * when it is defined.
 *
 * @param refresh how often the generation had been refreshed
 * @param snapshot of the index table, whose entries are read; -1 for a table without any
 */
public record Base(LakeOptions lake, IndexRef index, long generation, int refresh, long snapshot)
    implements Serializable {

  /**
   * What is active now.
   *
   * @throws io.nearfield.connect.api.NearfieldException if the index has no active generation
   */
  public static Base active(LakeOptions options, IndexRef index) {
    try (Lake lake = Lake.open(options)) {
      IndexTable table = lake.index(index);
      return of(options, index, table.view(table.requireActive().number()));
    }
  }

  static Base of(LakeOptions lake, IndexRef index, GenerationView view) {
    return new Base(
        lake, index, view.generation().number(), view.generation().refreshes(), view.snapshot());
  }

  /** The same index in another edition. */
  Base at(Edition edition) {
    return new Base(lake, index, edition.generation(), edition.refresh(), edition.snapshot());
  }

  /** The edition that a job without state begins with. */
  Edition firstEdition() {
    return new Edition(1, generation, refresh, snapshot, CoveredOffsets.NONE);
  }
}
