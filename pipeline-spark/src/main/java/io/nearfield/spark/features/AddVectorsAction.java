package io.nearfield.spark.features;

import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.FeatureVector;
import io.nearfield.connect.api.Hashes;
import io.nearfield.connect.api.VectorRules;
import io.nearfield.connect.api.VectorRules.Refused;
import io.nearfield.connect.feature.VectorLine;
import io.nearfield.connect.iceberg.FeatureTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.run.RunRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds one vector or many to a feature set, in this process and without Spark, some thousands to a
 * commit. A vector of an entity that has one already takes its place; of several for one entity the
 * last one stays. What is refused keeps nothing else back.
 */
public final class AddVectorsAction {

  private static final int PER_COMMIT = 5_000;
  private static final String STAGE = "features";

  private final Lake lake;

  public AddVectorsAction(Lake lake) {
    this.lake = lake;
  }

  /**
   * Adds, and records the run.
   *
   * @param source what the rows come from, for the places of those that are refused
   * @param rows counted from 1
   */
  public VectorsReport run(
      String dataset,
      String featureSet,
      ModelClaim claim,
      String source,
      Iterator<VectorLine> rows) {
    lake.requireDataset(dataset);
    return new RunRecord(
            lake,
            dataset,
            "add-vectors",
            Lake.featureTable(featureSet),
            Map.of("feature-set", featureSet, "source", source))
        .of(
            () -> {
              FeatureSet set = lake.requireFeatureSet(dataset, featureSet);
              claim.check(set);
              return new Adding(set, source).all(rows);
            },
            VectorsReport::figures);
  }

  /** One run over the rows. */
  private final class Adding {
    private final FeatureSet set;
    private final String source;
    private final VectorRules rules;
    private final FeatureTable table;
    private final Map<String, FeatureVector> batch = new LinkedHashMap<>();
    private final List<DeadLetter> letters = new ArrayList<>();
    private final List<String> first = new ArrayList<>();
    private long in;
    private long added;
    private long updated;
    private long unchanged;
    private long refused;

    Adding(FeatureSet set, String source) {
      this.set = set;
      this.source = source;
      this.rules = VectorRules.of(set);
      this.table = lake.features(set);
    }

    VectorsReport all(Iterator<VectorLine> rows) {
      while (rows.hasNext()) {
        add(rows.next());
      }
      flush();
      return new VectorsReport(set, in, added, updated, unchanged, refused, first);
    }

    private void add(VectorLine row) {
      in++;
      Refused why = row.refused() == null ? rules.refusal(row.vector()) : row.refused();
      if (why != null) {
        refuse(row, why);
        return;
      }
      if (batch.size() == PER_COMMIT || batch.containsKey(row.entityId())) {
        flush();
      }
      batch.put(
          row.entityId(),
          new FeatureVector(
              row.entityId(),
              row.itemId() == null ? set.itemOf(row.entityId()) : row.itemId(),
              row.vector(),
              Hashes.sha256(row.vector()),
              set.model().hash(),
              Instant.now()));
    }

    private void refuse(VectorLine row, Refused why) {
      refused++;
      String place = source + ":" + in;
      letters.add(
          new DeadLetter(
              STAGE, place, row.entityId(), why.reason(), why.message(), 1, Instant.now()));
      if (first.size() < VectorsReport.NAMED) {
        first.add(place + ": " + why.message());
      }
      if (letters.size() == PER_COMMIT) {
        flush();
      }
    }

    private void flush() {
      FeatureTable.Upserted done = table.upsert(List.copyOf(batch.values()));
      added += done.added();
      updated += done.updated();
      unchanged += done.unchanged();
      batch.clear();
      lake.append(set.dataset(), letters);
      letters.clear();
    }
  }
}
