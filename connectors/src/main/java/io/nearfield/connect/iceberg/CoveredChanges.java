package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.GenerationFigures.Coverage;
import io.nearfield.connect.api.IndexRef;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * Which changes of the live index a generation shows for sure, by what the live job left in the
 * tables' histories: what it committed to the generation itself, and what it had committed to the
 * snapshots of features and items that the generation was built from or last refreshed to.
 */
final class CoveredChanges {

  private CoveredChanges() {}

  static CoveredOffsets of(LakeCatalog catalog, IndexRef ref, Generation generation) {
    Table entries = catalog.load(ref.dataset(), Schemas.INDEX + ref.name());
    return LiveMark.newest(entries, current(entries), ref, generation.number())
        .map(LiveMark::offsets)
        .orElse(CoveredOffsets.NONE)
        .or(ofSources(catalog, ref, generation));
  }

  private static CoveredOffsets ofSources(
      LakeCatalog catalog, IndexRef ref, Generation generation) {
    Table features =
        catalog.find(ref.dataset(), Schemas.FEATURES + generation.featureSet()).orElse(null);
    Snapshot shown = features == null ? null : features.snapshot(generation.coveredSnapshot());
    if (shown == null) {
      return CoveredOffsets.NONE;
    }
    CoveredOffsets covered = at(features, shown.snapshotId(), ref);
    Table items = catalog.find(ref.dataset(), Schemas.ITEMS).orElse(null);
    if (items != null && LiveMark.newest(items, current(items), ref).isPresent()) {
      // Attributes come from the items: a change counts once both of its halves are there.
      Coverage coverage = generation.figures().coverage();
      covered =
          coverage == null
              ? CoveredOffsets.NONE
              : covered.and(at(items, coverage.itemsSnapshot(), ref));
    }
    return covered.with(CoveredOffsets.TABLE, shown.sequenceNumber() + 1);
  }

  private static CoveredOffsets at(Table table, long snapshot, IndexRef ref) {
    return LiveMark.newest(table, snapshot, ref).map(LiveMark::offsets).orElse(CoveredOffsets.NONE);
  }

  private static Long current(Table table) {
    return table.currentSnapshot() == null ? null : table.currentSnapshot().snapshotId();
  }
}
