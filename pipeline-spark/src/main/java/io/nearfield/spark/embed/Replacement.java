package io.nearfield.spark.embed;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.iceberg.Lake;
import java.util.List;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;

/**
 * Making all vectors of a feature set again with another model. The new ones are gathered on a
 * branch of the table, so that readers see the old ones until all are there; a run that was killed
 * goes on from the branch.
 */
final class Replacement {

  private static final String PREFIX = "replacing-";

  private final Lake lake;
  private final FeatureSet wanted;
  private final String branch;

  Replacement(Lake lake, FeatureSet wanted) {
    this.lake = lake;
    this.wanted = wanted;
    this.branch = PREFIX + wanted.model().hash().substring(0, 16);
  }

  String branch() {
    return branch;
  }

  /**
   * Opens the branch, empty if it is new, and drops those of other models.
   *
   * @return false if there is nothing to replace yet: the set is empty and simply changes its model
   */
  boolean begin() {
    Table table = table();
    List<String> others =
        table.refs().keySet().stream()
            .filter(name -> name.startsWith(PREFIX) && !name.equals(branch))
            .toList();
    others.forEach(other -> table.manageSnapshots().removeBranch(other).commit());
    if (table.currentSnapshot() == null) {
      lake.updateFeatureSet(wanted);
      return false;
    }
    if (!table.refs().containsKey(branch)) {
      table.manageSnapshots().createBranch(branch, table.currentSnapshot().snapshotId()).commit();
      table.newDelete().deleteFromRowFilter(Expressions.alwaysTrue()).toBranch(branch).commit();
    }
    return true;
  }

  /**
   * Makes the new vectors the set's. Readers see the rows change first and the description a moment
   * later; if that moment is the process's last, the next run repeats both.
   */
  void finish() {
    table().manageSnapshots().replaceBranch(SnapshotRef.MAIN_BRANCH, branch).commit();
    lake.updateFeatureSet(wanted);
    table().manageSnapshots().removeBranch(branch).commit();
  }

  private Table table() {
    return lake.table(wanted.dataset(), Lake.featureTable(wanted.name()));
  }
}
