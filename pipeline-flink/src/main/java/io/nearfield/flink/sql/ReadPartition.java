package io.nearfield.flink.sql;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.EntryReader;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;
import org.apache.iceberg.io.CloseableIterable;

/** From the number of an index partition to its entries as rows. */
final class ReadPartition extends RichFlatMapFunction<Long, RowData> {

  private static final long serialVersionUID = 1L;

  private final EntryReader reader;
  private final EntrySchema schema;
  private final String filter;
  private final Map<String, AttributeType> filterColumns;
  private transient Filter parsed;

  ReadPartition(
      EntryReader reader,
      EntrySchema schema,
      String filterOrNull,
      Map<String, AttributeType> filterColumns) {
    this.reader = reader;
    this.schema = schema;
    this.filter = filterOrNull;
    this.filterColumns = filterColumns;
  }

  @Override
  public void open(OpenContext context) {
    parsed = filter == null ? null : Filter.parse(filter, filterColumns);
  }

  @Override
  public void flatMap(Long partition, Collector<RowData> out) throws IOException {
    try (CloseableIterable<IndexEntry> entries = reader.entries(partition.intValue())) {
      for (IndexEntry entry : entries) {
        if (parsed == null || parsed.test(entry.attributes())) {
          out.collect(schema.row(entry.entityId(), entry.vector(), entry.attributes(), null));
        }
      }
    }
  }
}
