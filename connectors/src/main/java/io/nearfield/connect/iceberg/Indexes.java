package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Names;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.NotFoundException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Finds, makes and opens indexes. */
final class Indexes {

  private final LakeCatalog catalog;

  Indexes(LakeCatalog catalog) {
    this.catalog = catalog;
  }

  List<IndexRef> of(String dataset) {
    return catalog.tables(dataset, Schemas.INDEX).stream()
        .map(name -> new IndexRef(dataset, name))
        .toList();
  }

  IndexRef resolve(String index, String datasetOrNull) {
    int dot = index.indexOf('.');
    if (dot >= 0) {
      IndexRef ref = new IndexRef(index.substring(0, dot), index.substring(dot + 1));
      if (datasetOrNull != null && !datasetOrNull.equals(ref.dataset())) {
        throw new IllegalArgumentException(
            "Cannot look for index '" + index + "' in dataset '" + datasetOrNull + "'");
      }
      return require(ref);
    }
    if (datasetOrNull != null) {
      return require(new IndexRef(datasetOrNull, index));
    }
    Names.check("index", index);
    List<IndexRef> found = all().stream().filter(ref -> ref.name().equals(index)).toList();
    if (found.size() > 1) {
      throw new NearfieldException(
          "Cannot tell which index '" + index + "' is meant: there are " + names(found));
    }
    if (found.isEmpty()) {
      throw unknown(index);
    }
    return found.get(0);
  }

  IndexTable open(IndexRef ref) {
    return new IndexTable(catalog, require(ref), null);
  }

  IndexTable create(IndexRef ref, Map<String, AttributeType> filterColumns) {
    Table table =
        catalog.loadOrCreate(
            ref.dataset(),
            Schemas.INDEX + ref.name(),
            Schemas.INDEX_COLUMNS,
            Schemas.INDEX_PARTITIONS,
            Schemas.INDEX_ORDER,
            Schemas.index());
    catalog.loadOrCreate(
        ref.dataset(),
        Schemas.CODEBOOKS + ref.name(),
        Schemas.CODEBOOK_COLUMNS,
        Schemas.CODEBOOK_PARTITIONS,
        SortOrder.unsorted(),
        Schemas.features());
    Columns.union(table, "index '" + ref + "'", columns(ref, filterColumns));
    List<String> requested = List.copyOf(filterColumns.keySet());
    CommitRetry.properties(
        table,
        "note the filter columns of index '" + ref + "'",
        properties -> properties.put(IndexTable.FILTER_COLUMNS, Descriptions.write(requested)));
    return new IndexTable(catalog, ref, requested);
  }

  /** The types that the attributes have in {@code items}, so that no decimal loses its scale. */
  private Map<String, Type> columns(IndexRef ref, Map<String, AttributeType> filterColumns) {
    Optional<Table> items = catalog.find(ref.dataset(), Schemas.ITEMS);
    Map<String, Type> columns = new LinkedHashMap<>();
    filterColumns.forEach(
        (name, type) -> {
          Type own =
              items
                  .map(table -> table.schema().findField(Lake.itemColumn(name)))
                  .map(Types.NestedField::type)
                  .filter(t -> Columns.type(t).filter(type::equals).isPresent())
                  .orElseGet(() -> Columns.type(type));
          columns.put(IndexTable.column(name), own);
        });
    return columns;
  }

  /** Notes the new name of a feature set in all generations that were built from it. */
  void renameFeatureSet(String dataset, String name, String newName) {
    for (IndexRef ref : of(dataset)) {
      CommitRetry.properties(
          catalog.load(dataset, Schemas.INDEX + ref.name()),
          "note the new name of feature set '" + name + "' in index '" + ref + "'",
          properties ->
              properties.replaceAll(
                  (key, text) ->
                      key.startsWith(IndexTable.GENERATION) ? renamed(text, name, newName) : text));
    }
  }

  private static String renamed(String text, String name, String newName) {
    Descriptions.Described built = Descriptions.generation(text, "a generation");
    return built.generation().featureSet().equals(name)
        ? Descriptions.write(built.generation().withFeatureSet(newName), built.filterColumns())
        : text;
  }

  /** The tables of an index: entries, codebooks, and what entries are to each other. */
  List<String> tables(IndexRef ref) {
    require(ref);
    PairTables pairs = new PairTables(catalog, ref);
    return Stream.of(
            Schemas.INDEX + ref.name(),
            Schemas.CODEBOOKS + ref.name(),
            pairs.neighboursName(),
            pairs.duplicatesName())
        .filter(table -> catalog.exists(ref.dataset(), table))
        .toList();
  }

  private IndexRef require(IndexRef ref) {
    if (!catalog.exists(ref.dataset(), Schemas.INDEX + ref.name())) {
      throw unknown(ref.toString());
    }
    return ref;
  }

  private List<IndexRef> all() {
    return catalog.datasets().stream().flatMap(dataset -> of(dataset).stream()).toList();
  }

  private NearfieldException unknown(String index) {
    List<IndexRef> known = all();
    return new NotFoundException(
        "Cannot find index '"
            + index
            + "': "
            + (known.isEmpty()
                ? "no index has been built yet; build one with 'nearfield build'"
                : "there are " + names(known)));
  }

  private static String names(List<IndexRef> refs) {
    return refs.stream().map(IndexRef::toString).collect(Collectors.joining(", "));
  }
}
