package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.FeatureVector;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.LiveChanges.Placed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Type;

/**
 * The tables that a live job writes: {@code items}, {@code features_<set>}, {@code index_<name>}
 * and {@code versions_<name>}, in this order, each in one commit of its own.
 *
 * <p>Every commit leaves a {@link LiveMark}. A table that has the mark of a commit already is
 * passed over, so that a commit which was interrupted between two tables is finished by giving it
 * again. Giving one again whose mark has been expired does no harm either: rows take the place of
 * their entity's earlier rows. Not thread-safe.
 */
public final class LiveTables {

  private static final Comparator<LiveEntry> IN_TABLE_ORDER =
      Comparator.comparingInt((LiveEntry e) -> e.entry().cell()).thenComparing(LiveEntry::entityId);

  private final LakeCatalog catalog;
  private final IndexRef ref;

  LiveTables(LakeCatalog catalog, IndexRef ref) {
    this.catalog = catalog;
    this.ref = ref;
  }

  /**
   * Commits.
   *
   * @param featureSet whose vectors they are
   * @param mark what to leave in the tables; its generation is the one whose entries are complete
   *     in the index table from then on, or -1
   * @param belongsTo the last checkpoint that any change is of; more than the mark's if others of
   *     the same checkpoint are to follow
   * @return the id of the feature table's snapshot that shows the changes
   * @param others who else may have marked the tables
   * @throws io.nearfield.connect.api.NearfieldException if another live job of the index committed
   *     at the same time or took over; what this one has not committed yet is to be given again
   */
  public long commit(
      String featureSet, LiveChanges changes, LiveMark mark, long belongsTo, Lineages others) {
    FeatureSet set = new FeatureSets(catalog).require(ref.dataset(), featureSet);
    Commit plain = new Commit(mark.withGeneration(-1), belongsTo, others);
    List<String> columns = filterColumns();
    if (set.entityType() == EntityType.ITEM) {
      Table items = items(columns);
      plain.to(
          items,
          delta ->
              delta.add(
                  null,
                  ids(changes.entities()),
                  LiveItems.rows(items, changes.entities(), columns)));
    }
    Table features = catalog.load(ref.dataset(), Schemas.FEATURES + set.name());
    plain.to(
        features,
        delta -> delta.add(null, ids(changes.entities()), features(set, changes.entities())));
    Table entries = catalog.load(ref.dataset(), Schemas.INDEX + ref.name());
    new Commit(mark, belongsTo, others).to(entries, delta -> addEntries(entries, delta, changes));
    plain.to(
        LiveVersions.create(catalog, ref),
        delta -> delta.add(null, ids(changes.entities()), LiveVersions.rows(changes.entities())));
    features.refresh();
    return features.currentSnapshot() == null ? -1 : features.currentSnapshot().snapshotId();
  }

  /**
   * Whose marks a commit may find in the tables beside its own and those of lineages that order
   * before it. Those of anybody else say that another job has taken over.
   *
   * @param earlier what {@link #lineages} said when the job began, and those of what it commits
   *     before: the commit goes on from them
   * @param later those of what it commits after: they commit in this order, so where one of them
   *     is, this commit has been
   */
  public record Lineages(Set<String> earlier, Set<String> later) {

    /** Nobody. */
    public static final Lineages NONE = new Lineages(Set.of(), Set.of());

    public Lineages {
      earlier = Set.copyOf(earlier);
      later = Set.copyOf(later);
    }
  }

  /** The lineages of the newest marks in the tables, as they are now. */
  public Set<String> lineages(String featureSet) {
    Set<String> lineages = new HashSet<>();
    for (String name :
        List.of(
            Schemas.ITEMS,
            Schemas.FEATURES + featureSet,
            Schemas.INDEX + ref.name(),
            Schemas.VERSIONS + ref.name())) {
      Table table = catalog.find(ref.dataset(), name).orElse(null);
      if (table != null && table.currentSnapshot() != null) {
        LiveMark.newest(table, table.currentSnapshot().snapshotId(), ref)
            .ifPresent(mark -> lineages.add(mark.lineage()));
      }
    }
    return lineages;
  }

  /** A commit, table by table. */
  private record Commit(LiveMark mark, long belongsTo, Lineages others) {

    void to(Table table, Consumer<UpsertDelta> changes) {
      Long now = table.currentSnapshot() == null ? null : table.currentSnapshot().snapshotId();
      Optional<LiveMark> last = LiveMark.newest(table, now, mark.index());
      if (last.isPresent()
          && (last.get().includes(mark.lineage(), belongsTo)
              || others.later().contains(last.get().lineage()))) {
        return;
      }
      if (last.isPresent()
          && last.get().lineage().compareTo(mark.lineage()) > 0
          && !others.earlier().contains(last.get().lineage())) {
        throw new NearfieldException(
            "Cannot commit live changes to table "
                + table.name()
                + ": another live job of index '"
                + mark.index()
                + "' has taken over");
      }
      UpsertDelta delta = new UpsertDelta(table);
      boolean filled = false;
      try {
        changes.accept(delta);
        filled = true;
      } finally {
        if (!filled) {
          delta.discard();
        }
      }
      if (!delta.isEmpty()) {
        delta.commit(mark, last.orElse(null));
      }
    }
  }

  private static List<String> ids(Collection<LiveChange> changes) {
    return changes.stream().map(LiveChange::entityId).toList();
  }

  private static List<Record> features(FeatureSet set, Collection<LiveChange> changes) {
    return changes.stream()
        .filter(change -> !change.deleted())
        .map(
            change ->
                FeatureRecords.row(
                    new FeatureVector(
                        change.entityId(),
                        set.itemOf(change.entityId()),
                        change.vector(),
                        LiveItems.contentHash(change),
                        set.model().hash(),
                        change.at())))
        .toList();
  }

  /** The items, with columns for all that the index is filtered by. */
  private Table items(List<String> filterColumns) {
    Table items = ItemTable.open(catalog, ref.dataset());
    Table entries = catalog.load(ref.dataset(), Schemas.INDEX + ref.name());
    Map<String, Type> missing = new HashMap<>();
    for (String name : filterColumns) {
      String column = Lake.itemColumn(name);
      if (items.schema().findField(column) == null) {
        missing.put(column, entries.schema().findType(IndexTable.column(name)));
      }
    }
    Columns.union(items, "the items of dataset '" + ref.dataset() + "'", missing);
    items.refresh();
    return items;
  }

  private List<String> filterColumns() {
    return List.copyOf(new IndexTable(catalog, ref, null).filterColumns().keySet());
  }

  private void addEntries(Table table, UpsertDelta delta, LiveChanges changes) {
    IndexTable index = new IndexTable(catalog, ref, null);
    changes
        .entries()
        .forEach(
            (generation, placed) -> {
              if (isKept(index, table, generation)) {
                String[] columns = index.filterColumns(generation).keySet().toArray(String[]::new);
                addEntries(table, delta, generation, placed, columns);
              }
            });
  }

  /** Entries of a generation whose rows were freed must not come back one by one. */
  private static boolean isKept(IndexTable index, Table table, long generation) {
    return index.generations().stream()
        .filter(known -> known.number() == generation)
        .anyMatch(
            known ->
                known.state() == Generation.State.ACTIVE
                    || (known.state() == Generation.State.RETIRED && hasRows(table, generation)));
  }

  private static boolean hasRows(Table table, long generation) {
    try (CloseableIterable<FileScanTask> files =
        table.newScan().filter(Expressions.equal("generation", generation)).planFiles()) {
      return files.iterator().hasNext();
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot list the files of table " + table.name() + ": " + e.getMessage(), e);
    }
  }

  private static void addEntries(
      Table table,
      UpsertDelta delta,
      long generation,
      Map<String, Placed> placed,
      String... filterColumns) {
    Map<Integer, List<String>> replaced = new TreeMap<>();
    Map<Integer, List<LiveEntry>> added = new HashMap<>();
    placed.forEach(
        (id, place) -> {
          place
              .partitions()
              .forEach(p -> replaced.computeIfAbsent(p, x -> new ArrayList<>()).add(id));
          if (place.last() != null) {
            added
                .computeIfAbsent(place.last().partition(), p -> new ArrayList<>())
                .add(place.last());
          }
        });
    replaced.forEach(
        (partition, ids) -> {
          Record sample = GenericRecord.create(table.schema());
          sample.setField("generation", generation);
          sample.setField("partition", partition);
          delta.add(
              sample,
              ids,
              added.getOrDefault(partition, List.of()).stream()
                  .sorted(IN_TABLE_ORDER)
                  .map(e -> EntryWriter.row(table, generation, partition, e.entry(), filterColumns))
                  .toList());
        });
  }
}
