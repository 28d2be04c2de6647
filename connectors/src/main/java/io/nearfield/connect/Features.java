package io.nearfield.connect;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.FeatureVector;
import io.nearfield.connect.api.Hashes;
import io.nearfield.connect.api.Names;
import io.nearfield.connect.api.VectorRules;
import io.nearfield.connect.iceberg.FeatureTable;
import io.nearfield.connect.iceberg.Lake;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The vectors of a feature set, some thousands at a time. Thread-safe. */
public final class Features {

  private final Lake lake;
  private final FeatureSet set;

  Features(Lake lake, FeatureSet set) {
    this.lake = lake;
    this.set = set;
  }

  /** What they are. */
  public FeatureSet set() {
    return set;
  }

  /** How many there are. */
  public long count() {
    return lake.features(set).count();
  }

  /**
   * Adds vectors, or puts them in place of those that are there, in one commit.
   *
   * @param vectors by entity id
   * @return how many were added, replaced and already there
   * @throws IllegalArgumentException if one does not fit the set; none is added then
   */
  public FeatureTable.Upserted add(Map<String, float[]> vectors) {
    VectorRules rules = VectorRules.of(set);
    List<FeatureVector> rows = new ArrayList<>(vectors.size());
    Instant now = Instant.now();
    new TreeMap<>(vectors)
        .forEach(
            (id, vector) -> {
              VectorRules.Refused refused = rules.refusal(vector);
              if (refused != null) {
                throw new IllegalArgumentException(
                    refused.message() + " (entity '" + id + "', feature set '" + set.name() + "')");
              }
              rows.add(
                  new FeatureVector(
                      Names.checkEntityId(id),
                      set.itemOf(id),
                      vector,
                      Hashes.sha256(vector),
                      set.model().hash(),
                      now));
            });
    return lake.features(set).upsert(rows);
  }

  /** The vectors of these entities that there are, by entity id. */
  public Map<String, float[]> get(Collection<String> ids) {
    Map<String, float[]> found = new LinkedHashMap<>();
    lake.features(set).find(ids).forEach((id, row) -> found.put(id, row.vector()));
    return found;
  }
}
