package io.nearfield.connect.iceberg;

import static org.apache.iceberg.types.Types.NestedField.optional;

import io.nearfield.connect.api.IndexRef;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;

/**
 * The tables of what all entries of an index are to each other. Get one from {@link Lake#pairs}.
 */
public final class PairTables {

  private static final String NEIGHBOURS = "neighbours_";
  private static final String DUPLICATES = "duplicates_";

  private static final Schema NEIGHBOUR_COLUMNS =
      new Schema(
          optional(1, "entity_id", Types.StringType.get()),
          optional(2, "rank", Types.IntegerType.get()),
          optional(3, "neighbour_id", Types.StringType.get()),
          optional(4, "distance", Types.FloatType.get()),
          optional(5, "generation", Types.LongType.get()),
          optional(6, "computed_at", Types.TimestampType.withZone()),
          optional(7, "vector_stamp", Types.LongType.get()));

  private static final Schema DUPLICATE_COLUMNS =
      new Schema(
          optional(1, "group_id", Types.StringType.get()),
          optional(2, "entity_id", Types.StringType.get()),
          optional(3, "size", Types.LongType.get()),
          optional(4, "distance", Types.FloatType.get()),
          optional(5, "generation", Types.LongType.get()),
          optional(6, "computed_at", Types.TimestampType.withZone()));

  private final LakeCatalog catalog;
  private final IndexRef index;

  PairTables(LakeCatalog catalog, IndexRef index) {
    this.catalog = catalog;
    this.index = index;
  }

  /** The name of the table of each entity's nearest: {@code neighbours_<index>}. */
  public String neighboursName() {
    return NEIGHBOURS + index.name();
  }

  /** The name of the table of groups that are nearly the same: {@code duplicates_<index>}. */
  public String duplicatesName() {
    return DUPLICATES + index.name();
  }

  /** The table of each entity's nearest; made if it is not there. */
  public Table neighbours() {
    return table(neighboursName(), NEIGHBOUR_COLUMNS);
  }

  /** The table of groups that are nearly the same; made if it is not there. */
  public Table duplicates() {
    return table(duplicatesName(), DUPLICATE_COLUMNS);
  }

  private Table table(String name, Schema columns) {
    Table table =
        catalog.loadOrCreate(
            index.dataset(),
            name,
            columns,
            PartitionSpec.unpartitioned(),
            SortOrder.builderFor(columns).asc(columns.findColumnName(1)).build(),
            Schemas.plain());
    if (columns.columns().stream().anyMatch(c -> table.schema().findField(c.name()) == null)) {
      table.updateSchema().unionByNameWith(columns).commit(); // made before the column came
    }
    return table;
  }
}
