package io.nearfield.connect.query;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.View;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.EntryLocation;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Turns what a lookup is narrowed by into what an index can decide alone: a filter over its own
 * columns, and entity ids. A filter that names fields of the items that the index does not keep is
 * decided on the items table, in one scan of the columns it names.
 */
public final class LookupScope {

  private final Lake lake;
  private final IndexTable index;
  private final Generation generation;

  private LookupScope(Lake lake, IndexTable index) {
    this.lake = lake;
    this.index = index;
    this.generation = index.requireActive();
  }

  /**
   * The same lookup with a scope that the index can decide.
   *
   * @throws IllegalArgumentException if the filter is not understood or names a field that neither
   *     the index nor the items have
   */
  public static Lookup resolve(Lake lake, IndexRef index, Lookup lookup) {
    return lookup.scope().filter() == null
        ? lookup
        : new LookupScope(lake, lake.index(index)).filtered(lookup);
  }

  /**
   * The same lookup in a view.
   *
   * @param view the name of a saved view, or null for none
   * @throws io.nearfield.connect.api.NearfieldException if there is no such view
   */
  public static Lookup resolve(Lake lake, IndexRef index, Lookup lookup, String view) {
    if (view == null) {
      return resolve(lake, index, lookup);
    }
    View saved = lake.views(index.dataset()).require(view);
    LookupScope scope = new LookupScope(lake, lake.index(index));
    if (saved.ids() != null) {
      return within(scope.filtered(lookup), scope.withParts(Set.copyOf(saved.ids())));
    }
    String own = lookup.scope().filter();
    return scope.filtered(
        lookup.withFilter(own == null ? saved.filter() : Filter.both(saved.filter(), own)));
  }

  private Lookup filtered(Lookup lookup) {
    String text = lookup.scope().filter();
    if (text == null) {
      return lookup;
    }
    Map<String, AttributeType> own = index.filterColumns(generation.number());
    if (own.keySet().containsAll(parse(text).columns())) {
      return lookup;
    }
    return within(lookup, entities(text)).withFilter(null);
  }

  /** The index's columns, then whatever else the items have. */
  private Filter parse(String filter) {
    Map<String, AttributeType> known =
        new LinkedHashMap<>(index.filterColumns(generation.number()));
    ItemFields.of(lake, index.ref().dataset()).types().forEach(known::putIfAbsent);
    return Filter.parse(filter, known);
  }

  private Set<String> entities(String text) {
    ItemScan scan = new ItemScan(lake, index.ref().dataset());
    Filter filter = Filter.parse(text, scan.fields().types());
    return withParts(scan.ids(filter.columns(), filter::test));
  }

  /** Of an index of parts of items: the parts of these items, and these parts. */
  private Set<String> withParts(Set<String> ids) {
    FeatureSet set = lake.featureSet(index.ref().dataset(), generation.featureSet()).orElse(null);
    if (set == null || set.entityType() == EntityType.ITEM) {
      return ids;
    }
    Set<String> parts = new HashSet<>();
    try (CloseableIterable<EntryLocation> entries = index.locations(generation.number())) {
      for (EntryLocation entry : entries) {
        if (ids.contains(entry.entityId()) || ids.contains(set.itemOf(entry.entityId()))) {
          parts.add(entry.entityId());
        }
      }
    } catch (IOException e) {
      throw new NearfieldException("Cannot read index '" + index.ref() + "': " + e.getMessage(), e);
    }
    return parts;
  }

  private static Lookup within(Lookup lookup, Set<String> ids) {
    Set<String> before = lookup.scope().ids();
    if (before == null) {
      return lookup.within(ids);
    }
    Set<String> both = new HashSet<>(ids);
    both.retainAll(before);
    return lookup.within(both);
  }
}
