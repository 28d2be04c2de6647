package io.nearfield.flink.sql;

import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.VectorSearchTableSource;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/**
 * An index as a SQL table: searched by vectors, following the active generation, or read as a
 * whole, from the generation that is active when the query is planned.
 */
final class NearfieldTableSource implements VectorSearchTableSource, ScanTableSource {

  private final DescribedIndex index;
  private final Holding holding;
  private final SearchSettings settings;
  private final EntrySchema schema;
  private final DataType rows;

  NearfieldTableSource(
      DescribedIndex index,
      Holding holding,
      SearchSettings settings,
      EntrySchema schema,
      DataType rows) {
    this.index = index;
    this.holding = holding;
    this.settings = settings;
    this.schema = schema;
    this.rows = rows;
  }

  /** The schema has one column of vectors, so there is no doubt which one is searched. */
  @Override
  public VectorSearchRuntimeProvider getSearchRuntimeProvider(VectorSearchContext context) {
    SearchSettings ofCall = TableOptions.search(settings, context.runtimeConfig());
    ofCall.requireUnderstood(index.filterColumns());
    return new SearchProvider(new IndexSearch(index.location(), holding, ofCall, schema));
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return ChangelogMode.insertOnly();
  }

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
    Set<String> needed = settings.filteredColumns(index.filterColumns());
    needed.addAll(schema.attributeNames());
    return new Scan(index.entries(needed), context.createTypeInformation(rows));
  }

  private final class Scan implements DataStreamScanProvider {

    private final DescribedIndex.Entries entries;
    private final TypeInformation<RowData> type;

    Scan(DescribedIndex.Entries entries, TypeInformation<RowData> type) {
      this.entries = entries;
      this.type = type;
    }

    @Override
    public DataStream<RowData> produceDataStream(
        ProviderContext context, StreamExecutionEnvironment env) {
      DataStreamSource<Long> partitions =
          env.fromSource(
              new NumberSequenceSource(0, entries.partitions() - 1L),
              WatermarkStrategy.noWatermarks(),
              "partitions of " + index.location().index());
      context.generateUid("partitions").ifPresent(partitions::uid);
      SingleOutputStreamOperator<RowData> read =
          partitions
              .flatMap(
                  new ReadPartition(
                      entries.reader(), schema, settings.filter(), index.filterColumns()))
              .returns(type)
              .name("entries of " + index.location().index());
      context.generateUid("entries").ifPresent(read::uid);
      return read;
    }

    @Override
    public boolean isBounded() {
      return true;
    }
  }

  @Override
  public DynamicTableSource copy() {
    return new NearfieldTableSource(index, holding, settings, schema, rows);
  }

  @Override
  public String asSummaryString() {
    return "index " + index.location().index();
  }
}
