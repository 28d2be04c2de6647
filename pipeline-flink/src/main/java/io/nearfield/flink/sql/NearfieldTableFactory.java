package io.nearfield.flink.sql;

import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.types.logical.RowType;

/**
 * Makes SQL tables over indexes: {@code 'connector' = 'nearfield'}.
 *
 * <pre>{@code
 * CREATE TABLE products (id STRING, v ARRAY<FLOAT>, price DOUBLE)
 *   WITH ('connector' = 'nearfield', 'warehouse' = '/lake', 'index' = 'shop.products');
 *
 * SELECT q.question, id, price, score
 *   FROM questions q, LATERAL TABLE(VECTOR_SEARCH(TABLE products, DESCRIPTOR(v), q.embedding, 10));
 * }</pre>
 *
 * <p>The index and the columns are checked when a query over the table is planned; what is wrong is
 * a {@link org.apache.flink.table.api.ValidationException} that says so.
 */
public final class NearfieldTableFactory implements DynamicTableSourceFactory {

  @Override
  public String factoryIdentifier() {
    return "nearfield";
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(TableOptions.WAREHOUSE, TableOptions.INDEX);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of(
        TableOptions.NPROBE,
        TableOptions.RERANK,
        TableOptions.EXACT,
        TableOptions.FILTER,
        TableOptions.SCORE,
        TableOptions.REFRESH_INTERVAL,
        TableOptions.CACHE_MEMORY,
        TableOptions.ASYNC_THREADS);
  }

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
    helper.validateExcept(TableOptions.CATALOG);
    ReadableConfig options = helper.getOptions();
    IndexLocation location = TableOptions.location(options, context.getCatalogTable().getOptions());
    SearchSettings settings = TableOptions.search(options);
    Holding holding = TableOptions.holding(options);
    DescribedIndex index = DescribedIndex.of(location);
    settings.requireUnderstood(index.filterColumns());
    EntrySchema schema =
        EntrySchema.of(
            (RowType) context.getPhysicalRowDataType().getLogicalType(),
            context.getPrimaryKeyIndexes(),
            index.filterColumns());
    return new NearfieldTableSource(
        index, holding, settings, schema, context.getPhysicalRowDataType());
  }
}
