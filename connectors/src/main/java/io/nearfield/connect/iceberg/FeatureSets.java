package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.Names;
import io.nearfield.connect.api.NearfieldException;
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
    FeatureSet there = describe(table);
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
    return there;
  }

  FeatureSet update(FeatureSet wanted) {
    Table table = catalog.load(wanted.dataset(), Schemas.FEATURES + wanted.name());
    table.updateProperties().set(DESCRIPTION, Descriptions.write(wanted)).commit();
    return wanted;
  }

  Optional<FeatureSet> find(String dataset, String name) {
    Names.check("feature set", name);
    return catalog.find(dataset, Schemas.FEATURES + name).map(FeatureSets::describe);
  }

  FeatureSet require(String dataset, String name) {
    return find(dataset, name)
        .orElseThrow(
            () -> {
              List<String> known = catalog.tables(dataset, Schemas.FEATURES);
              return new NearfieldException(
                  "Cannot find feature set '"
                      + name
                      + "' of dataset '"
                      + dataset
                      + "': "
                      + (known.isEmpty()
                          ? "it has none yet; make one with 'nearfield embed'"
                          : "there are " + String.join(", ", known)));
            });
  }

  List<FeatureSet> all(String dataset) {
    return catalog.tables(dataset, Schemas.FEATURES).stream()
        .map(name -> require(dataset, name))
        .toList();
  }

  private static FeatureSet describe(Table table) {
    String text = table.properties().get(DESCRIPTION);
    String where = "property '" + DESCRIPTION + "' of table " + table.name();
    if (text == null) {
      throw new NearfieldException("Cannot read " + where + ": it is missing");
    }
    return Descriptions.featureSet(text, where);
  }
}
