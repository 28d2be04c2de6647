package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.Names;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.NotFoundException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;

/** Feature sets: a table each, with the description as one of its properties. */
final class FeatureSets {

  private static final String DESCRIPTION = "nearfield.feature-set";

  /** What was known of a set whose record was deleted and whose vectors stay. */
  private static final String DELETED = "nearfield.feature-set.deleted";

  /** How a set was called before. */
  private static final String FORMER = "nearfield.feature-set.former-name";

  private final LakeCatalog catalog;

  FeatureSets(LakeCatalog catalog) {
    this.catalog = catalog;
  }

  FeatureSet create(FeatureSet wanted) {
    Map<String, String> properties = new HashMap<>(Schemas.features());
    properties.put(DESCRIPTION, Descriptions.write(wanted));
    Table table =
        catalog.loadOrCreate(
            wanted.dataset(),
            Schemas.FEATURES + wanted.name(),
            Schemas.FEATURE_COLUMNS,
            PartitionSpec.unpartitioned(),
            SortOrder.unsorted(),
            properties);
    FeatureSet there = described(table);
    requireSame(there, wanted);
    if (table.properties().get(DESCRIPTION) == null) {
      table
          .updateProperties()
          .set(DESCRIPTION, Descriptions.write(wanted))
          .remove(DELETED)
          .commit();
      return wanted;
    }
    return there;
  }

  private static void requireSame(FeatureSet there, FeatureSet wanted) {
    if (there.metric() != wanted.metric()) {
      throw new IncompatibleException(
          "Cannot use feature set '"
              + wanted.name()
              + "' of dataset '"
              + wanted.dataset()
              + "' with metric "
              + wanted.metric()
              + ": it is there with metric "
              + there.metric()
              + "; choose another --feature-set name");
    }
    if (there.entityType() != wanted.entityType()) {
      throw new IncompatibleException(
          "Cannot use feature set '"
              + wanted.name()
              + "' of dataset '"
              + wanted.dataset()
              + "' for vectors of "
              + wanted.entityType()
              + " entities: it is there with entity type "
              + there.entityType()
              + "; choose another --feature-set name");
    }
    there
        .model()
        .requireSame(
            wanted.model(),
            "feature set '" + wanted.name() + "' of dataset '" + wanted.dataset() + "'");
  }

  /** Deletes the record alone, or the table with its vectors as well. */
  void delete(FeatureSet set, boolean withTable) {
    if (withTable) {
      catalog.drop(set.dataset(), Schemas.FEATURES + set.name());
      return;
    }
    CommitRetry.properties(
        catalog.load(set.dataset(), Schemas.FEATURES + set.name()),
        "delete feature set '" + set.name() + "'",
        properties -> {
          String description = properties.remove(DESCRIPTION);
          if (description != null) {
            properties.put(DELETED, description);
          }
        });
  }

  /**
   * Gives a set another name. Done again after it was cut short, it goes on.
   *
   * @throws NearfieldException if there is no such set, or one of the new name
   */
  FeatureSet rename(String dataset, String name, String newName) {
    Names.check("feature set", newName);
    Optional<Table> begun =
        catalog
            .find(dataset, Schemas.FEATURES + newName)
            .filter(table -> name.equals(table.properties().get(FORMER)));
    if (begun.isEmpty()) {
      require(dataset, name);
      CommitRetry.properties(
          catalog.load(dataset, Schemas.FEATURES + name),
          "rename feature set '" + name + "'",
          properties -> properties.put(FORMER, name));
      catalog.rename(dataset, Schemas.FEATURES + name, Schemas.FEATURES + newName);
    }
    return update(described(catalog.load(dataset, Schemas.FEATURES + newName)).withName(newName));
  }

  FeatureSet update(FeatureSet wanted) {
    Table table = catalog.load(wanted.dataset(), Schemas.FEATURES + wanted.name());
    table.updateProperties().set(DESCRIPTION, Descriptions.write(wanted)).commit();
    return wanted;
  }

  Optional<FeatureSet> find(String dataset, String name) {
    Names.check("feature set", name);
    return catalog
        .find(dataset, Schemas.FEATURES + name)
        .filter(table -> !table.properties().containsKey(DELETED))
        .map(table -> described(table).withName(name));
  }

  FeatureSet require(String dataset, String name) {
    return find(dataset, name)
        .orElseThrow(
            () -> {
              List<String> known = all(dataset).stream().map(FeatureSet::name).toList();
              return new NotFoundException(
                  "Cannot find feature set '"
                      + name
                      + "' of dataset '"
                      + dataset
                      + "': "
                      + (known.isEmpty()
                          ? "it has none yet; make one with 'nearfield embed' or"
                              + " 'nearfield features create'"
                          : "there are " + String.join(", ", known)));
            });
  }

  List<FeatureSet> all(String dataset) {
    return catalog.tables(dataset, Schemas.FEATURES).stream()
        .flatMap(name -> find(dataset, name).stream())
        .toList();
  }

  private static FeatureSet described(Table table) {
    Map<String, String> properties = table.properties();
    String text = properties.getOrDefault(DESCRIPTION, properties.get(DELETED));
    String where = "property '" + DESCRIPTION + "' of table " + table.name();
    if (text == null) {
      throw new NearfieldException("Cannot read " + where + ": it is missing");
    }
    return Descriptions.featureSet(text, where);
  }
}
