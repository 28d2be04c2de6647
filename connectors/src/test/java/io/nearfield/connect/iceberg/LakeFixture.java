package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.IndexTrainer;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.TrainingListener;
import io.nearfield.index.TrainingParams;
import io.nearfield.index.VectorBatch;
import io.nearfield.index.format.VectorBytes;
import io.nearfield.index.ivf.CellGroups;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Writes feature sets and whole index generations without an engine, for tests of every module: it
 * is in the test jar of {@code connectors}.
 */
public final class LakeFixture {

  private LakeFixture() {}

  /** An entity to be indexed: its vector as a model gave it, and its filter columns. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Entity(String id, float[] vector, Map<String, Object> attributes) {}

  /**
   * What to build. Of the entities' attributes only the filter columns get into the index.
   *
   * @param featureSet also names the dataset; made if it is not there
   * @param nprobe the generation's default; its grade is written as 1.0
   */
  public record Plan(
      String index,
      FeatureSet featureSet,
      IndexSpec spec,
      int partitions,
      int nprobe,
      int rerankFactor,
      Map<String, AttributeType> filterColumns) {

    /** Two partitions, every cell probed, ten candidates re-ranked per neighbour. */
    public static Plan of(String index, FeatureSet featureSet, String spec) {
      IndexSpec parsed = IndexSpec.parse(spec);
      return new Plan(index, featureSet, parsed, 2, Math.max(1, parsed.cells()), 10, Map.of());
    }

    public Plan withNprobe(int newNprobe) {
      return new Plan(index, featureSet, spec, partitions, newNprobe, rerankFactor, filterColumns);
    }

    public Plan withRerankFactor(int newRerankFactor) {
      return new Plan(index, featureSet, spec, partitions, nprobe, newRerankFactor, filterColumns);
    }

    public Plan withPartitions(int newPartitions) {
      return new Plan(index, featureSet, spec, newPartitions, nprobe, rerankFactor, filterColumns);
    }

    public Plan withFilterColumns(Map<String, AttributeType> newFilterColumns) {
      return new Plan(index, featureSet, spec, partitions, nprobe, rerankFactor, newFilterColumns);
    }

    public IndexRef ref() {
      return new IndexRef(featureSet.dataset(), index);
    }
  }

  /** A feature set of imported vectors. */
  public static FeatureSet featureSet(String dataset, String name, Metric metric, int dimension) {
    return new FeatureSet(dataset, name, metric, ModelIdentity.imported(dimension), null);
  }

  /** Trains on all entities, writes codebooks and entries, activates; returns what serves now. */
  public static Generation build(Lake lake, Plan plan, List<Entity> entities) {
    Generation graded = buildOnly(lake, plan, entities);
    lake.index(plan.ref()).activate(graded);
    return lake.index(plan.ref()).generation(graded.number());
  }

  /** The same, but leaves the generation BUILDING; returns it graded 1.0. */
  public static Generation buildOnly(Lake lake, Plan plan, List<Entity> entities) {
    lake.ensureDataset(plan.featureSet().dataset());
    lake.createFeatureSet(plan.featureSet());
    IndexTable index = lake.createIndex(plan.ref(), plan.filterColumns());
    Generation begun = index.begin(draft(plan, entities.size()));

    TrainedIndex trained = train(plan, entities);
    List<float[]> prepared = entities.stream().map(e -> trained.prepare(e.vector())).toList();
    long[] entriesPerCell = new long[trained.cells()];
    int[] cellOf = new int[entities.size()];
    for (int i = 0; i < cellOf.length; i++) {
      cellOf[i] = trained.assign(prepared.get(i));
      entriesPerCell[cellOf[i]]++;
    }
    int[] partitionOfCell =
        CellGroups.group(trained.centroids(), entriesPerCell, plan.partitions());
    index.writeCodebooks(begun.number(), trained, partitionOfCell);

    Map<Integer, List<IndexEntry>> byPartition = new TreeMap<>();
    for (int i = 0; i < cellOf.length; i++) {
      byPartition
          .computeIfAbsent(partitionOfCell[cellOf[i]], p -> new ArrayList<>())
          .add(
              new IndexEntry(
                  cellOf[i],
                  entities.get(i).id(),
                  trained.encode(prepared.get(i), cellOf[i]),
                  prepared.get(i),
                  kept(entities.get(i).attributes(), plan)));
    }
    writeEntries(lake, plan.ref(), begun.number(), byPartition);
    int partitions = Arrays.stream(partitionOfCell).max().orElse(0) + 1;
    return graded(begun, partitions, 1.0);
  }

  /** As a build does: only the filter columns get into the index. */
  private static Map<String, Object> kept(Map<String, Object> attributes, Plan plan) {
    Map<String, Object> kept = new HashMap<>(attributes);
    kept.keySet().retainAll(plan.filterColumns().keySet());
    return kept;
  }

  /** Writes entries of some index partitions into the index table in one commit. */
  public static void writeEntries(
      Lake lake, IndexRef ref, long generation, Map<Integer, List<IndexEntry>> byPartition) {
    Table table = lake.table(ref.dataset(), "index_" + ref.name());
    AppendFiles append = table.newAppend();
    byPartition.forEach(
        (partition, entries) ->
            append.appendFile(
                RowFiles.write(
                    table,
                    entries.stream()
                        .sorted(
                            Comparator.comparingInt(IndexEntry::cell)
                                .thenComparing(IndexEntry::entityId))
                        .map(entry -> row(table, generation, partition, entry))
                        .iterator())));
    append.commit();
  }

  /** Writes the vectors of a feature set, made if it is not there, in one commit. */
  public static void writeFeatures(Lake lake, FeatureSet featureSet, List<Entity> entities) {
    lake.ensureDataset(featureSet.dataset());
    lake.createFeatureSet(featureSet);
    Table table = lake.table(featureSet.dataset(), Lake.featureTable(featureSet.name()));
    RowFiles.append(
        table,
        entities.stream()
            .map(
                entity -> {
                  Record row = GenericRecord.create(table.schema());
                  row.setField("feature_id", entity.id());
                  row.setField("entity_id", entity.id());
                  row.setField("item_id", entity.id());
                  List<Float> vector = new ArrayList<>();
                  for (float value : entity.vector()) {
                    vector.add(value);
                  }
                  row.setField("vector", vector);
                  row.setField("content_hash", Integer.toHexString(vector.hashCode()));
                  row.setField("model_hash", featureSet.model().hash());
                  row.setField(
                      "embedded_at", OffsetDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC));
                  return (Record) row;
                })
            .iterator());
  }

  /**
   * Writes items in one commit.
   *
   * @param columns the types of the attributes among them
   * @param items values by column of the items table
   */
  public static void writeItems(
      Lake lake, String dataset, Map<String, Type> columns, List<Map<String, Object>> items) {
    lake.items(dataset);
    lake.addItemColumns(dataset, columns);
    Table table = lake.table(dataset, Lake.ITEMS);
    RowFiles.append(
        table,
        items.stream()
            .map(
                item -> {
                  Record row = GenericRecord.create(table.schema());
                  item.forEach(row::setField);
                  return (Record) row;
                })
            .iterator());
  }

  /** A generation to begin with. */
  public static Generation draft(Plan plan, long entries) {
    return new Generation(
        0,
        Generation.State.BUILDING,
        plan.spec(),
        plan.featureSet().metric(),
        plan.featureSet().name(),
        plan.featureSet().model(),
        -1,
        entries,
        plan.partitions(),
        plan.nprobe(),
        plan.rerankFactor(),
        0.95,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        0,
        Instant.parse("2026-11-20T00:00:00Z"));
  }

  /** The generation with its grade. */
  public static Generation graded(Generation begun, int partitions, double recall) {
    return new Generation(
        begun.number(),
        begun.state(),
        begun.spec(),
        begun.metric(),
        begun.featureSet(),
        begun.model(),
        begun.featureSnapshot(),
        begun.entries(),
        partitions,
        begun.nprobe(),
        begun.rerankFactor(),
        begun.recallTarget(),
        recall,
        recall,
        recall,
        100,
        begun.createdAt());
  }

  private static TrainedIndex train(Plan plan, List<Entity> entities) {
    return IndexTrainer.train(
        VectorBatch.ofRows(entities.stream().map(Entity::vector).toList()),
        plan.spec(),
        plan.featureSet().metric(),
        TrainingParams.defaults().withThreads(1),
        TrainingListener.SILENT);
  }

  private static Record row(Table table, long generation, int partition, IndexEntry entry) {
    Record row = GenericRecord.create(table.schema());
    row.setField("generation", generation);
    row.setField("partition", partition);
    row.setField("cell", entry.cell());
    row.setField("entity_id", entry.entityId());
    row.setField("code", ByteBuffer.wrap(entry.code()));
    row.setField("vector", ByteBuffer.wrap(VectorBytes.toBytes(entry.vector())));
    entry
        .attributes()
        .forEach(
            (name, value) -> {
              String column = IndexTable.column(name);
              row.setField(column, toRecord(value, table.schema().findType(column)));
            });
    return row;
  }

  private static Object toRecord(Object value, Type type) {
    if (value instanceof Instant instant) {
      return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
    if (value instanceof BigDecimal number && type instanceof Types.DecimalType decimal) {
      return number.setScale(decimal.scale(), RoundingMode.UNNECESSARY);
    }
    return value;
  }
}
