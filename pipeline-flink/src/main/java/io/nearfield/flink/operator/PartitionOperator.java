package io.nearfield.flink.operator;

import io.nearfield.connect.api.IndexEntry;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.flink.message.DeltaEntry;
import io.nearfield.flink.message.Found;
import io.nearfield.flink.message.PartialAnswer;
import io.nearfield.flink.message.PartitionChange;
import io.nearfield.flink.message.PartitionLookup;
import io.nearfield.index.search.Hit;
import io.nearfield.index.search.PartitionIndex;
import io.nearfield.index.search.SearchParams;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keyed by index partition: holds its entries and searches them. The base's entries are read from
 * the index table at the start, for the subtask's own partitions; what changed since is state and
 * is laid over them when the partition is first touched. So a checkpoint holds the changes alone.
 */
public final class PartitionOperator
    extends KeyedCoProcessFunction<Integer, PartitionChange, PartitionLookup, PartialAnswer> {

  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(PartitionOperator.class);

  private static final int FILTERS_KEPT = 256;

  private final Base base;
  private transient OpenBase open;
  private transient Map<Integer, PartitionIndex<Entry>> bases;
  private transient Map<Integer, PartitionIndex<Entry>> current;
  private transient Map<String, Filter> filters;
  private transient MapState<String, DeltaEntry> delta;
  private transient ValueState<Long> generation;

  /** What is kept with an entry. */
  private record Entry(String id, long version, Map<String, Object> attributes) {}

  public PartitionOperator(Base base) {
    this.base = base;
  }

  @Override
  public void open(OpenContext context) throws IOException {
    open = OpenBase.of(base);
    delta =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>("delta", Types.STRING, DeltaEntry.FORMAT.typeInfo()));
    generation = getRuntimeContext().getState(new ValueStateDescriptor<>("generation", Types.LONG));
    filters =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Filter> eldest) {
            return size() > FILTERS_KEPT;
          }
        };
    current = new ConcurrentHashMap<>();
    bases = new ConcurrentHashMap<>();
    OwnKeys own = OwnKeys.of(getRuntimeContext().getTaskInfo());
    try (Lake lake = Lake.open(base.lake())) {
      IndexTable table = lake.index(base.index());
      for (int partition = 0; partition < open.partitions(); partition++) {
        if (own.contains(partition)) {
          bases.put(partition, load(table, partition));
        }
      }
    }
    getRuntimeContext().getMetricGroup().gauge("liveEntries", this::liveEntries);
    getRuntimeContext().getMetricGroup().gauge("deadEntries", this::deadEntries);
  }

  @Override
  public void processElement1(PartitionChange change, Context context, Collector<PartialAnswer> out)
      throws Exception {
    PartitionIndex<Entry> index = touched(change.partition());
    if (change.removed()) {
      index.remove(change.entityId());
      if (change.inBase()) {
        delta.put(change.entityId(), DeltaEntry.of(change));
      } else {
        delta.remove(change.entityId());
      }
    } else {
      DeltaEntry entry = DeltaEntry.of(change);
      upsert(index, change.entityId(), entry);
      delta.put(change.entityId(), entry);
    }
  }

  @Override
  public void processElement2(PartitionLookup lookup, Context context, Collector<PartialAnswer> out)
      throws Exception {
    PartitionIndex<Entry> index = touched(lookup.partition());
    try {
      List<Hit<Entry>> hits =
          index.search(
              lookup.vector(),
              lookup.allCells() ? index.cells() : lookup.cells(),
              new SearchParams(lookup.k(), lookup.rerankFactor(), lookup.exact()),
              predicate(lookup));
      out.collect(
          new PartialAnswer(
              lookup.ticket(),
              null,
              lookup.partition(),
              hits.stream().map(PartitionOperator::found).toList(),
              null));
    } catch (RuntimeException e) {
      LOG.warn("Index partition {} could not be searched", lookup.partition(), e);
      out.collect(
          new PartialAnswer(
              lookup.ticket(), null, lookup.partition(), List.of(), Refusals.message(e)));
    }
  }

  /** The partition with its changes; the current key is the partition. */
  private PartitionIndex<Entry> touched(int partition) throws Exception {
    PartitionIndex<Entry> index = current.get(partition);
    if (index != null) {
      return index;
    }
    Long stored = generation.value();
    if (stored == null) {
      generation.update(base.generation());
    } else if (stored != base.generation()) {
      throw new NearfieldException(
          "Cannot lay the changes over generation "
              + base.generation()
              + " of index '"
              + base.index()
              + "': the checkpoint belongs to generation "
              + stored
              + "; start without it");
    }
    index = bases.remove(partition);
    if (index == null) {
      throw new IllegalStateException("index partition " + partition + " came to a wrong subtask");
    }
    for (Map.Entry<String, DeltaEntry> change : delta.entries()) {
      if (change.getValue().removed()) {
        index.remove(change.getKey());
      } else {
        upsert(index, change.getKey(), change.getValue());
      }
    }
    current.put(partition, index);
    return index;
  }

  private PartitionIndex<Entry> load(IndexTable table, int partition) throws IOException {
    PartitionIndex<Entry> index = new PartitionIndex<>(open.trained());
    try (var entries = table.entries(base.generation(), partition)) {
      for (IndexEntry entry : entries) {
        index.upsert(
            entry.entityId(),
            entry.cell(),
            entry.code(),
            entry.vector(),
            new Entry(entry.entityId(), -1, entry.attributes()));
      }
    }
    return index;
  }

  private static void upsert(PartitionIndex<Entry> index, String id, DeltaEntry entry) {
    index.upsert(
        id,
        entry.cell(),
        entry.code(),
        entry.vector(),
        new Entry(id, entry.version(), entry.attributes()));
  }

  private Predicate<Entry> predicate(PartitionLookup lookup) {
    String excluded = lookup.excluded();
    Predicate<Entry> others = excluded == null ? null : entry -> !entry.id().equals(excluded);
    if (lookup.filter() == null) {
      return others;
    }
    Filter filter =
        filters.computeIfAbsent(lookup.filter(), text -> Filter.parse(text, open.columns()));
    Predicate<Entry> passes = entry -> filter.test(entry.attributes());
    return others == null ? passes : others.and(passes);
  }

  private static Found found(Hit<Entry> hit) {
    return new Found(
        hit.id(), hit.distance(), hit.attachment().version(), hit.attachment().attributes());
  }

  private int liveEntries() {
    return sum(PartitionIndex::size);
  }

  private int deadEntries() {
    return sum(PartitionIndex::dead);
  }

  private int sum(ToIntFunction<PartitionIndex<Entry>> figure) {
    // Read by the metrics thread while the task may add a partition: a figure, not an account.
    return List.of(bases, current).stream()
        .flatMap(map -> List.copyOf(map.values()).stream())
        .mapToInt(figure)
        .sum();
  }
}
