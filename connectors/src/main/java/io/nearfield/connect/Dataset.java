package io.nearfield.connect;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Item;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.Run;
import io.nearfield.connect.lookup.StoredItem;
import io.nearfield.connect.lookup.StoredItems;
import io.nearfield.index.Metric;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A dataset of an open warehouse. Every call reads the tables as they are then. Thread-safe. */
public final class Dataset {

  private final Nearfield nearfield;
  private final String name;

  Dataset(Nearfield nearfield, String name) {
    this.nearfield = nearfield;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** How many items it has. */
  public long itemCount() {
    return nearfield.lake().livingItems(name);
  }

  /** The items of these ids that there are, by id. */
  public Map<String, Item> items(Collection<String> ids) {
    Map<String, Item> items = new LinkedHashMap<>();
    new StoredItems(nearfield.lake(), name)
        .find(ids)
        .forEach((id, stored) -> items.put(id, stored.item()));
    return items;
  }

  /**
   * Some items.
   *
   * @param filterOrNull an expression over their attributes
   * @param offset how many come before
   * @param limit how many at most
   */
  public List<Item> items(String filterOrNull, long offset, int limit) {
    return new StoredItems(nearfield.lake(), name)
        .page(filterOrNull, offset, limit).items().stream().map(StoredItem::item).toList();
  }

  /** Its feature sets. */
  public List<FeatureSet> featureSets() {
    return nearfield.lake().featureSets(name);
  }

  /**
   * A feature set.
   *
   * @throws io.nearfield.connect.api.NotFoundException if it is not there, naming those that are
   */
  public Features features(String featureSet) {
    return new Features(nearfield.lake(), nearfield.lake().requireFeatureSet(name, featureSet));
  }

  /**
   * A feature set for vectors that the caller brings, made if it is not there.
   *
   * @param dimension how many numbers each has
   * @throws io.nearfield.connect.api.IncompatibleException if it is there with another dimension or
   *     metric
   */
  public Features createFeatures(String featureSet, int dimension, Metric metric) {
    return new Features(
        nearfield.lake(),
        nearfield
            .lake()
            .createFeatureSet(
                new FeatureSet(name, featureSet, metric, ModelIdentity.imported(dimension), null)));
  }

  /** The names of its indexes. */
  public List<String> indexes() {
    return nearfield.lake().indexes(name).stream().map(IndexRef::name).toList();
  }

  /**
   * An index.
   *
   * @throws io.nearfield.connect.api.NotFoundException if it is not there, naming those that are
   */
  public SearchIndex index(String index) {
    IndexRef ref = new IndexRef(name, index);
    nearfield.lake().index(ref);
    return new SearchIndex(nearfield, ref);
  }

  /** What was run over it, oldest first. */
  public List<Run> runs() {
    return nearfield.lake().runs(name);
  }
}
