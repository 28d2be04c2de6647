package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.NotFoundException;
import io.nearfield.connect.api.Run;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * The tables of a warehouse: one namespace per dataset, in an Iceberg catalog.
 *
 * <p>Thread-safe, and any number of processes may have the same warehouse open. Tables handed out
 * are as they are at that moment; {@code refresh()} them, or ask again, to see later commits.
 *
 * <pre>{@code
 * try (Lake lake = Lake.open(LakeOptions.of("./nearfield-warehouse"))) {
 *   IndexTable index = lake.index(lake.resolveIndex("titles", null));
 * }
 * }</pre>
 */
public final class Lake implements AutoCloseable {

  /** The name under which Spark knows the catalog. */
  public static final String CATALOG = "lake";

  /** The table of vectors that are kept for contents that come back. */
  public static final String KEPT_VECTORS = Schemas.KEPT_VECTORS;

  /** The table of a dataset's items. */
  public static final String ITEMS = Schemas.ITEMS;

  private final LakeOptions options;
  private final LakeCatalog catalog;
  private final FeatureSets featureSets;
  private final Indexes indexes;
  private final Journal journal;

  private Lake(LakeOptions options) {
    this.options = options;
    this.catalog = new LakeCatalog(options);
    this.featureSets = new FeatureSets(catalog);
    this.indexes = new Indexes(catalog);
    this.journal = new Journal(catalog);
  }

  /**
   * Opens a warehouse; an embedded catalog is made if it is not there yet.
   *
   * @throws IllegalArgumentException if the options cannot be right
   * @throws NearfieldException if the catalog cannot be reached
   */
  public static Lake open(LakeOptions options) {
    return new Lake(options);
  }

  public LakeOptions options() {
    return options;
  }

  /** What a Spark session needs to see these tables: all {@code spark.sql.*} keys. */
  public Map<String, String> sparkConf() {
    return CatalogSettings.spark(options);
  }

  /** The table's name for Spark SQL, quoted: {@code lake.`shop`.`items`}. */
  public String sql(String dataset, String table) {
    LakeCatalog.check(dataset, table);
    return CATALOG + ".`" + dataset + "`.`" + table + "`";
  }

  /**
   * A table as it is now.
   *
   * @throws NearfieldException if it is not there
   */
  public Table table(String dataset, String table) {
    return catalog.load(dataset, table);
  }

  /** The names of a dataset's tables, in order. */
  public List<String> tables(String dataset) {
    return catalog.tables(dataset, "");
  }

  public boolean exists(String dataset, String table) {
    return catalog.exists(dataset, table);
  }

  /** Makes the dataset's namespace if it is not there. */
  public void ensureDataset(String dataset) {
    catalog.ensureDataset(dataset);
  }

  public boolean datasetExists(String dataset) {
    return catalog.datasetExists(dataset);
  }

  /** The names of all datasets, in order. */
  public List<String> datasets() {
    return catalog.datasets();
  }

  /**
   * Does nothing if the dataset is there.
   *
   * @throws NearfieldException if it is not, naming those that are
   */
  public void requireDataset(String dataset) {
    if (!datasetExists(dataset)) {
      List<String> known = datasets();
      throw new NotFoundException(
          "Cannot find dataset '"
              + dataset
              + "' in warehouse "
              + options.warehouse()
              + ": "
              + (known.isEmpty()
                  ? "it has none yet; ingest one with 'nearfield ingest'"
                  : "there are " + String.join(", ", known)));
    }
  }

  /**
   * The table {@code items} of a dataset; it and the dataset are made if they are not there. One
   * that an earlier version made gets the columns that came since.
   */
  public Table items(String dataset) {
    return ItemTable.open(catalog, dataset);
  }

  /** The columns that {@code items} of any dataset has beside the attributes, in order. */
  public static List<String> itemColumns() {
    return ItemTable.OWN;
  }

  /** How many items a dataset has, those not counted that are marked as removed. */
  public long livingItems(String dataset) {
    return exists(dataset, Schemas.ITEMS) ? ItemTable.living(table(dataset, Schemas.ITEMS)) : 0;
  }

  /**
   * The column of {@code items} that holds an attribute: its own name, or {@code user_} and it
   * where the table needs that name itself, such as {@code user_text}.
   */
  public static String itemColumn(String attribute) {
    return Columns.column(attribute, Schemas.ITEM_NAMES);
  }

  /** What a dataset's items can be filtered by, by attribute name; see {@link #itemColumn}. */
  public Map<String, AttributeType> itemAttributes(String dataset) {
    Map<String, AttributeType> attributes = new LinkedHashMap<>();
    for (Types.NestedField field : table(dataset, Schemas.ITEMS).schema().columns()) {
      Columns.attribute(field.name(), Schemas.ITEM_NAMES)
          .ifPresent(
              name -> Columns.type(field.type()).ifPresent(type -> attributes.put(name, type)));
    }
    return attributes;
  }

  /**
   * Adds the columns that {@code items} lacks, and widens int to long and float to double where
   * needed, in one commit.
   *
   * @param columns type by column name, see {@link #itemColumn}
   * @throws NearfieldException naming the column and both types if one is there with another type
   */
  public void addItemColumns(String dataset, Map<String, Type> columns) {
    Columns.union(items(dataset), "the items of dataset '" + dataset + "'", columns);
  }

  /** The table of a feature set's vectors: {@code features_<name>}. */
  public static String featureTable(String featureSet) {
    return Schemas.FEATURES + featureSet;
  }

  /**
   * Makes a feature set and its table, or returns the one that is there.
   *
   * @throws io.nearfield.connect.api.IncompatibleException if one is there with another model or
   *     metric
   */
  public FeatureSet createFeatureSet(FeatureSet featureSet) {
    return featureSets.create(featureSet);
  }

  /** Replaces the description, for a set whose vectors are all being made again. */
  public FeatureSet updateFeatureSet(FeatureSet featureSet) {
    return featureSets.update(featureSet);
  }

  public Optional<FeatureSet> featureSet(String dataset, String name) {
    return featureSets.find(dataset, name);
  }

  /**
   * A feature set.
   *
   * @throws NearfieldException if it is not there, naming those that are
   */
  public FeatureSet requireFeatureSet(String dataset, String name) {
    requireDataset(dataset);
    return featureSets.require(dataset, name);
  }

  public List<FeatureSet> featureSets(String dataset) {
    return featureSets.all(dataset);
  }

  /** The vectors of a feature set, to be read and written without an engine. */
  public FeatureTable features(FeatureSet set) {
    return new FeatureTable(catalog, set);
  }

  /**
   * Forgets a feature set, whoever uses it; see {@link #usersOf}.
   *
   * @param withTable whether its vectors are deleted too; else the table stays, and creating a set
   *     of the same name, model and metric takes it up again
   */
  public void deleteFeatureSet(FeatureSet set, boolean withTable) {
    featureSets.delete(set, withTable);
  }

  /** Gives a feature set another name; indexes of it follow. Cut short, it goes on if repeated. */
  public FeatureSet renameFeatureSet(String dataset, String name, String newName) {
    FeatureSet renamed = featureSets.rename(dataset, name, newName);
    indexes.renameFeatureSet(dataset, name, newName);
    semanticIndexes(dataset).renameFeatureSet(name, newName);
    return renamed;
  }

  /** What an index takes up, and what can be done with it as a whole. */
  public IndexUpkeep upkeep(IndexRef index) {
    return new IndexUpkeep(catalog, indexes, index);
  }

  /** The generations that were built from a feature set and may serve or do, by index. */
  public Map<IndexRef, List<Generation>> usersOf(FeatureSet set) {
    Map<IndexRef, List<Generation>> users = new LinkedHashMap<>();
    for (IndexRef ref : indexes(set.dataset())) {
      List<Generation> built =
          index(ref).generations().stream()
              .filter(generation -> generation.featureSet().equals(set.name()))
              .filter(generation -> generation.state() != Generation.State.REJECTED)
              .toList();
      if (!built.isEmpty()) {
        users.put(ref, built);
      }
    }
    return users;
  }

  /** The indexes of a dataset, in order. */
  public List<IndexRef> indexes(String dataset) {
    return indexes.of(dataset);
  }

  /**
   * Finds an index by what a user typed.
   *
   * @param index {@code name} or {@code dataset.name}
   * @param datasetOrNull where to look; null for everywhere, the name must then be unique
   * @throws NearfieldException if it is not there or not unique, naming what is there
   */
  public IndexRef resolveIndex(String index, String datasetOrNull) {
    return indexes.resolve(index, datasetOrNull);
  }

  /**
   * An index.
   *
   * @throws NearfieldException if it is not there, naming those that are
   */
  public IndexTable index(IndexRef index) {
    return indexes.open(index);
  }

  /**
   * Makes an index, or gets one ready for a generation with these filter columns. Columns that
   * older generations have stay.
   *
   * @param filterColumns type by attribute name; a column has the type of the attribute in {@code
   *     items} where that is of this kind
   */
  public IndexTable createIndex(IndexRef index, Map<String, AttributeType> filterColumns) {
    return indexes.create(index, filterColumns);
  }

  /** What the live job of an index writes. */
  public LiveTables live(IndexRef index) {
    return new LiveTables(catalog, index);
  }

  /**
   * The changes of a feature set's table, for the live job of an index.
   *
   * @param filterColumns the attributes that come with each change
   * @param next the sequence number of the first snapshot to tell; -1: all that is there comes
   *     first
   */
  public FeatureFollower follow(
      IndexRef index, FeatureSet set, Collection<String> filterColumns, long next) {
    return new FeatureFollower(catalog, index, set, filterColumns, next);
  }

  /** Which change of each entity was the last that a live job committed. */
  public LiveVersions versions(IndexRef index) {
    return LiveVersions.of(catalog, index);
  }

  /** The tables of what the entries of an index are to each other. */
  public PairTables pairs(IndexRef index) {
    return new PairTables(catalog, index);
  }

  /** The saved views of a dataset. */
  public Views views(String dataset) {
    return new Views(catalog, dataset);
  }

  /** The semantic indexes of a dataset. */
  public SemanticIndexes semanticIndexes(String dataset) {
    return new SemanticIndexes(catalog, dataset);
  }

  /** Appends refused inputs in one commit; nothing if there are none. */
  public void append(String dataset, List<DeadLetter> deadLetters) {
    journal.append(dataset, deadLetters);
  }

  /** The table of a dataset's refused inputs; made if it is not there. */
  public Table deadLetterTable(String dataset) {
    return journal.deadLetterTable(dataset);
  }

  /** The newest snapshot of a dataset's refused inputs; null if there are none. */
  public Long deadLetterSnapshot(String dataset) {
    return journal.deadLetterSnapshot(dataset);
  }

  /**
   * Notes refused inputs in one commit if nobody else has since {@code seen}, as {@link
   * #deadLetterSnapshot} gave it.
   *
   * @param fresh are not there yet
   * @param again are there, but for attempts and time: their attempts are added
   * @return false if somebody has, and nothing was noted
   */
  public boolean noteIf(String dataset, List<DeadLetter> fresh, List<DeadLetter> again, Long seen) {
    return journal.noteIf(dataset, fresh, again, seen);
  }

  /**
   * The table of vectors that have left their feature set, kept for contents that come back; made
   * if it is not there.
   */
  public Table keptVectors(String dataset) {
    return catalog.loadOrCreate(
        dataset,
        Schemas.KEPT_VECTORS,
        Schemas.KEPT_VECTOR_COLUMNS,
        PartitionSpec.unpartitioned(),
        SortOrder.unsorted(),
        Schemas.features());
  }

  /** All refused inputs of a dataset, oldest first. */
  public List<DeadLetter> deadLetters(String dataset) {
    return journal.deadLetters(dataset);
  }

  /** Appends the record of one run. */
  public void append(String dataset, Run run) {
    journal.append(dataset, run);
  }

  /** The records of the runs over a dataset. */
  public RunRecords runRecords(String dataset) {
    return new RunRecords(journal, dataset);
  }

  /** All runs over a dataset, oldest first. */
  public List<Run> runs(String dataset) {
    return journal.runs(dataset);
  }

  @Override
  public void close() {
    catalog.close();
  }
}
