package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;

/** The {@code items} table: its own columns, and how a table of an earlier version gets them. */
final class ItemTable {

  /** The table's own columns, in order; all others are attributes. */
  static final List<String> OWN =
      Schemas.ITEM_COLUMNS.columns().stream().map(Types.NestedField::name).toList();

  /**
   * Own columns that the table has, separated by commas: what else has such a name is an attribute.
   */
  private static final String OWN_COLUMNS = "nearfield.item-columns";

  /** What tables without that property have. */
  private static final String FIRST =
      "entity_id,uri,media_type,text,content_hash,annotations,ingested_at";

  private static final String REMOVED = "removed_at";

  private ItemTable() {}

  /** The table of a dataset, made or brought up to date if need be. */
  static Table open(LakeCatalog catalog, String dataset) {
    return upgraded(
        catalog.loadOrCreate(
            dataset,
            Schemas.ITEMS,
            Schemas.ITEM_COLUMNS,
            PartitionSpec.unpartitioned(),
            SortOrder.unsorted(),
            properties()));
  }

  private static Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>(Schemas.plain());
    properties.put(OWN_COLUMNS, String.join(",", OWN));
    return properties;
  }

  /**
   * Adds the own columns that are missing, in one commit. An attribute that has the name of one of
   * them keeps its values under {@code user_} and that name, as if the column had always been ours.
   */
  private static Table upgraded(Table table) {
    if (isCurrent(table)) {
      return table;
    }
    CommitRetry.run(
        "add columns to the items",
        () -> {
          table.refresh();
          if (!isCurrent(table)) {
            upgrade(table);
          }
        });
    table.refresh();
    return table;
  }

  private static boolean isCurrent(Table table) {
    return String.join(",", OWN).equals(table.properties().get(OWN_COLUMNS))
        && TypeUtil.indexByName(table.schema().asStruct())
            .keySet()
            .containsAll(TypeUtil.indexByName(Schemas.ITEM_COLUMNS.asStruct()).keySet());
  }

  private static void upgrade(Table table) {
    Set<String> had = Set.of(table.properties().getOrDefault(OWN_COLUMNS, FIRST).split(",", -1));
    Transaction transaction = table.newTransaction();
    UpdateSchema renames = transaction.updateSchema();
    for (Types.NestedField field : table.schema().columns()) {
      String name = field.name();
      if (OWN.contains(name.toLowerCase(Locale.ROOT)) && !had.contains(name)) {
        renames.renameColumn(name, Columns.column(name, Schemas.ITEM_NAMES));
      }
    }
    renames.commit();
    transaction.updateSchema().unionByNameWith(Schemas.ITEM_COLUMNS).commit();
    if (table.currentSnapshot() != null) {
      // Reads of a snapshot see the columns of its time: the newest is to have these.
      transaction.newAppend().commit();
    }
    transaction.updateProperties().set(OWN_COLUMNS, String.join(",", OWN)).commit();
    transaction.commitTransaction();
  }

  /** Files without a removed item, as their own figures say, are not opened. */
  static long living(Table table) {
    Snapshot snapshot = table.currentSnapshot();
    if (snapshot == null) {
      return 0;
    }
    long all = RowCount.of(table, snapshot);
    return table.schema().findField(REMOVED) == null
        ? all
        : all - count(table, Expressions.notNull(REMOVED));
  }

  private static long count(Table table, Expression filter) {
    long count = 0;
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table).where(filter).select(REMOVED).build()) {
      for (Record row : rows) {
        count += row.getField(REMOVED) == null ? 0 : 1;
      }
      return count;
    } catch (IOException e) {
      throw new NearfieldException("Cannot count the items: " + e.getMessage(), e);
    }
  }
}
