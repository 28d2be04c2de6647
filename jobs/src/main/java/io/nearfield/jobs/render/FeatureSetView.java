package io.nearfield.jobs.render;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.iceberg.FeatureTable;
import io.nearfield.connect.iceberg.Lake;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.iceberg.Snapshot;

/** A feature set for people and for scripts. */
public final class FeatureSetView {

  private static final int SNAPSHOTS = 10;
  private static final int MOST_SNAPSHOTS = 100;

  private FeatureSetView() {}

  /** {@code shop.words: vectors of items, 384 numbers, cosine, model minilm@1a2b3c4d5e6f}. */
  public static String sentence(FeatureSet set) {
    return "%s.%s: vectors of %ss, %s, %s, model %s"
        .formatted(
            set.dataset(),
            set.name(),
            set.entityType().name().toLowerCase(Locale.ROOT),
            Figures.count(set.dimension(), "number"),
            set.metric().name().toLowerCase(Locale.ROOT),
            set.model().shortForm());
  }

  public static Map<String, Object> json(FeatureSet set) {
    return Json.object(
        "dataset", set.dataset(),
        "featureSet", set.name(),
        "dimension", set.dimension(),
        "metric", set.metric(),
        "entityType", set.entityType(),
        "setType", set.setType(),
        "model", set.model().name(),
        "modelHash", set.model().hash(),
        "modelLocation", set.modelLocation(),
        "metadata", new TreeMap<>(set.metadata()));
  }

  /** With counts, snapshots and the generations that were built from it. */
  public static Map<String, Object> whole(Lake lake, FeatureSet set) {
    Map<String, Object> json = json(set);
    json.put("vectors", lake.features(set).count());
    List<Object> snapshots = new ArrayList<>();
    org.apache.iceberg.Table table = table(lake, set);
    for (Snapshot snapshot : snapshots(lake, set)) {
      snapshots.add(
          Json.object(
              "snapshot", snapshot.snapshotId(),
              "at", Instant.ofEpochMilli(snapshot.timestampMillis()),
              "operation", snapshot.operation(),
              "vectors", told(table, snapshot)));
    }
    json.put("snapshots", snapshots);
    List<Object> generations = new ArrayList<>();
    lake.usersOf(set)
        .forEach(
            (ref, some) -> some.forEach(one -> generations.add(GenerationView.json(ref, one))));
    json.put("generations", generations);
    return json;
  }

  /** Null where a live job's deletes make the snapshot's own count mean nothing. */
  private static Long told(org.apache.iceberg.Table table, Snapshot snapshot) {
    OptionalLong told = FeatureTable.told(table, snapshot);
    return told.isPresent() ? told.getAsLong() : null;
  }

  public static void print(Lake lake, FeatureSet set, Console console) {
    console.out().println(sentence(set));
    console.out().println(Figures.count(lake.features(set).count(), "vector"));
    if (set.modelLocation() != null) {
      console.out().println("Embedded with " + set.modelLocation());
    }
    if (!set.setType().isEmpty()) {
      console.out().println("Set type " + set.setType());
    }
    new TreeMap<>(set.metadata())
        .forEach((key, value) -> console.out().println("  " + key + " = " + value));
    List<Snapshot> snapshots = snapshots(lake, set);
    if (!snapshots.isEmpty()) {
      console.out().println();
      Table table =
          new Table()
              .column("snapshot", Table.Kind.NAME)
              .column("at", Table.Kind.NAME)
              .column("by", Table.Kind.NAME)
              .column("vectors", Table.Kind.NUMBER);
      org.apache.iceberg.Table rows = table(lake, set);
      for (Snapshot one : snapshots.stream().limit(SNAPSHOTS).toList()) {
        Long vectors = told(rows, one);
        table.row(
            Long.toString(one.snapshotId()),
            Instant.ofEpochMilli(one.timestampMillis()).truncatedTo(ChronoUnit.SECONDS).toString(),
            one.operation(),
            vectors == null ? "" : Figures.count(vectors));
      }
      console.print(table);
    }
    Map<IndexRef, List<Generation>> users = lake.usersOf(set);
    if (!users.isEmpty()) {
      console.out().println();
      console.out().println("Built from it:");
      users.forEach(
          (ref, some) -> some.forEach(one -> console.out().println("  " + use(ref, one))));
    }
  }

  /** {@code index shop.products, generation 3 (active)}. */
  public static String use(IndexRef ref, Generation generation) {
    return "index %s, generation %d (%s)"
        .formatted(ref, generation.number(), generation.state().name().toLowerCase(Locale.ROOT));
  }

  private static org.apache.iceberg.Table table(Lake lake, FeatureSet set) {
    return lake.table(set.dataset(), Lake.featureTable(set.name()));
  }

  /** Newest first; each is counted by its files, so not those of years. */
  private static List<Snapshot> snapshots(Lake lake, FeatureSet set) {
    org.apache.iceberg.Table table = table(lake, set);
    List<Snapshot> snapshots = new ArrayList<>();
    for (Snapshot at = table.currentSnapshot();
        at != null && snapshots.size() < MOST_SNAPSHOTS;
        at = at.parentId() == null ? null : table.snapshot(at.parentId())) {
      snapshots.add(at);
    }
    return snapshots;
  }
}
