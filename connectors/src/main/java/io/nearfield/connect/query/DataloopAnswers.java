package io.nearfield.connect.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.Metric;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Answers Dataloop's documents. {@code eu_dist} is the Euclidean distance of the vectors as they
 * were embedded: by an index of that metric if the feature set has one, else by comparing all.
 */
final class DataloopAnswers {

  private final Queries queries;

  DataloopAnswers(Queries queries) {
    this.queries = queries;
  }

  QueryAnswer answer(String given, DataloopQuery query) {
    return query.near() == null ? listed(given, query) : near(given, query);
  }

  private QueryAnswer near(String given, DataloopQuery query) {
    Lake lake = queries.lake();
    String name = query.near().featureSet();
    String dataset =
        queries.dataset(
            given != null ? given : query.dataset(),
            "feature set '" + name + "'",
            each -> lake.featureSet(each, name));
    FeatureSet set = lake.requireFeatureSet(dataset, name);
    ItemScan scan = new ItemScan(lake, dataset);
    Set<String> items = items(scan, dataset, query);
    Optional<IndexRef> index = queries.index(set, Metric.EUCLIDEAN);
    boolean byIndex = index.isPresent() && (items == null || set.entityType() == EntityType.ITEM);
    Neighbours found =
        byIndex
            ? byIndex(index.get(), query, items)
            : byScan(new FeatureScan(lake, set, Measures.euclidean()), set, scan, query, items);
    return new QueryAnswer(
        query.resource() == DataloopQuery.Resource.FEATURES
            ? features(lake, set, found)
            : entities(scan, dataset, set, found),
        query.extent().page(),
        query.extent().k(),
        found.total(),
        byIndex ? "index " + index.get() : "all vectors of feature set " + dataset + "." + name);
  }

  private Neighbours byIndex(IndexRef index, DataloopQuery query, Set<String> items) {
    Lookup lookup =
        new Lookup(
            query.near().input(),
            query.extent(),
            order(query),
            new Lookup.Scope(null, items),
            Lookup.Effort.DEFAULT,
            List.of());
    return queries.search(index, lookup);
  }

  private static Neighbours byScan(
      FeatureScan vectors, FeatureSet set, ItemScan scan, DataloopQuery query, Set<String> items) {
    Set<String> removed = items == null ? scan.removed() : Set.of();
    Predicate<String> counts =
        entity -> {
          String item = set.itemOf(entity);
          return items == null ? !removed.contains(item) : items.contains(item);
        };
    if (query.near().input() instanceof Lookup.ByVector by) {
      return vectors.nearest(by.vector(), query.extent(), order(query), counts);
    }
    String self = ((Lookup.ByEntity) query.near().input()).entityId();
    return vectors.nearest(
        vectors.vectorOf(self),
        query.extent(),
        order(query),
        counts.and(entity -> !entity.equals(self)));
  }

  private static Lookup.Order order(DataloopQuery query) {
    return query.descending() ? Lookup.Order.FARTHEST : Lookup.Order.NEAREST;
  }

  /** The items that pass the filter; null if all do. */
  private static Set<String> items(ItemScan scan, String dataset, DataloopQuery query) {
    if (query.filter() == null) {
      return null;
    }
    DataloopItems names = new DataloopItems(dataset, scan.fields());
    Filter filter = Filter.parse(query.filter(), names.types());
    if (DataloopItems.isConstant(filter)) {
      return filter.test(names.named(Map.of())) ? null : Set.of();
    }
    return scan.ids(names.needed(filter.columns()), values -> filter.test(names.named(values)));
  }

  private static List<Map<String, Object>> entities(
      ItemScan scan, String dataset, FeatureSet set, Neighbours found) {
    DataloopItems names = new DataloopItems(dataset, scan.fields());
    Map<String, Map<String, Object>> items =
        scan.read(found.neighbours().stream().map(n -> set.itemOf(n.entityId())).toList());
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Neighbour neighbour : found.neighbours()) {
      String item = set.itemOf(neighbour.entityId());
      Map<String, Object> entity =
          items.containsKey(item)
              ? names.shown(neighbour.entityId(), items.get(item))
              : new LinkedHashMap<>(Map.of("id", neighbour.entityId()));
      if (!item.equals(neighbour.entityId())) {
        entity.put("itemId", item);
      }
      entity.put("eu_dist", neighbour.distance());
      shown.add(entity);
    }
    return shown;
  }

  private static List<Map<String, Object>> features(Lake lake, FeatureSet set, Neighbours found) {
    var vectors =
        lake.features(set).find(found.neighbours().stream().map(Neighbour::entityId).toList());
    List<Map<String, Object>> shown = new ArrayList<>();
    for (Neighbour neighbour : found.neighbours()) {
      Map<String, Object> feature = new LinkedHashMap<>();
      feature.put("id", neighbour.entityId());
      feature.put("entityId", neighbour.entityId());
      feature.put("featureSetId", set.name());
      if (vectors.containsKey(neighbour.entityId())) {
        List<Float> value = new ArrayList<>();
        for (float number : vectors.get(neighbour.entityId()).vector()) {
          value.add(number);
        }
        feature.put("value", value);
      }
      feature.put("eu_dist", neighbour.distance());
      shown.add(feature);
    }
    return shown;
  }

  /** Without a vector: the items that pass, by a field or by id. */
  private QueryAnswer listed(String given, DataloopQuery query) {
    Lake lake = queries.lake();
    String dataset =
        queries.dataset(
            given,
            "a query without a feature set",
            each -> Optional.of(each).filter(name -> lake.exists(name, Lake.ITEMS)));
    if (query.resource() != DataloopQuery.Resource.ITEMS) {
      throw Documents.error(
          "resource",
          "only 'items' can be listed without '$euclid', got '" + query.resource().word + "'");
    }
    ItemScan scan = new ItemScan(lake, dataset);
    DataloopItems names = new DataloopItems(dataset, scan.fields());
    String by = query.sort() == null ? "id" : query.sort();
    Documents.requireKnown(sortKey(by), "sort", names.types().keySet());
    Set<String> passing = items(scan, dataset, query);
    Map<String, Object> keys = new LinkedHashMap<>();
    scan.ids(
        names.needed(Set.of("id", by)),
        values -> {
          String id = (String) values.get("id");
          if (passing == null || passing.contains(id)) {
            keys.put(id, names.named(values).get(by));
          }
          return false;
        });
    List<String> ids = new ArrayList<>(keys.keySet());
    ids.sort(
        Comparator.comparing((String id) -> comparable(keys.get(id)), order(query.descending()))
            .thenComparing(Comparator.naturalOrder()));
    int from = Math.min(ids.size(), query.extent().offset());
    List<String> page = ids.subList(from, Math.min(ids.size(), from + query.extent().k()));
    List<Map<String, Object>> shown = new ArrayList<>();
    scan.read(page).forEach((id, values) -> shown.add(names.shown(id, values)));
    return new QueryAnswer(
        shown, query.extent().page(), query.extent().k(), ids.size(), "items of " + dataset);
  }

  private static JsonNode sortKey(String field) {
    return JsonNodeFactory.instance.objectNode().put(field, 1);
  }

  @SuppressWarnings("unchecked") // one field has values of one class
  private static Comparable<Object> comparable(Object value) {
    return value instanceof Collection<?> list
        ? (Comparable<Object>) (Object) list.toString()
        : (Comparable<Object>) value;
  }

  private static Comparator<Comparable<Object>> order(boolean descending) {
    Comparator<Comparable<Object>> ascending = Comparator.nullsFirst((a, b) -> a.compareTo(b));
    return descending ? Collections.reverseOrder(ascending) : ascending;
  }
}
