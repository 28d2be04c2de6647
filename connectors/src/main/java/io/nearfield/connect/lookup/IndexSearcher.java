package io.nearfield.connect.lookup;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.filter.Filter;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.search.Hit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Answers lookups in this JVM from the generation that was active when it was opened.
 *
 * <p>Only the index partitions of probed cells are read, the first time they are needed; they stay
 * in memory up to a bound. A warm lookup costs {@code O(cells * d)} for the probing and {@code
 * O(entries of the probed cells)} for the scan. What is in memory changes only the time of an
 * answer, never the answer. Thread-safe.
 */
public final class IndexSearcher implements AutoCloseable {

  private final Generation generation;
  private final Map<String, AttributeType> filterColumns;
  private final QueryVectors queries;
  private final PartitionCache partitions;
  private final CellProbing probing;

  private IndexSearcher(
      Lake lake, IndexTable index, Function<FeatureSet, EmbeddingModel> models, long cacheBytes) {
    this.generation = index.requireActive();
    this.filterColumns = index.filterColumns(generation.number());
    Codebooks codebooks = index.codebooks(generation.number());
    this.queries = new QueryVectors(lake, index, generation, codebooks.trained(), models);
    this.partitions =
        new PartitionCache(
            partition -> index.entries(generation.number(), partition),
            "index '" + index.ref() + "' (generation " + generation.number() + ")",
            codebooks,
            cacheBytes);
    this.probing = new CellProbing(generation, codebooks, partitions::partition);
  }

  /**
   * Opens the active generation of an index; up to a third of the heap holds its partitions.
   *
   * @param models opens the model of a feature set for lookups by text or picture; called at most
   *     once, and the model is not closed here
   * @throws io.nearfield.connect.api.NearfieldException if no generation is active or its codebooks
   *     are broken
   */
  public static IndexSearcher open(
      Lake lake, IndexRef index, Function<FeatureSet, EmbeddingModel> models) {
    return open(lake, index, models, Runtime.getRuntime().maxMemory() / 3);
  }

  /**
   * The same with another bound for the partitions in memory. The one in use is always held.
   *
   * @param cacheBytes roughly how much heap they may take, in bytes
   */
  public static IndexSearcher open(
      Lake lake, IndexRef index, Function<FeatureSet, EmbeddingModel> models, long cacheBytes) {
    return new IndexSearcher(lake, lake.index(index), models, cacheBytes);
  }

  /** The generation that answers. */
  public Generation generation() {
    return generation;
  }

  /** What lookups can be filtered by. */
  public Map<String, AttributeType> filterColumns() {
    return filterColumns;
  }

  /**
   * The k nearest entities. Fewer than k come back only if there are no more that pass the filter;
   * where few pass, they are compared exactly. An entity that is searched from is not in its
   * answer.
   *
   * @throws IllegalArgumentException if the filter, a number or the content cannot be right
   * @throws io.nearfield.connect.api.IncompatibleException if the vector's dimension or the model
   *     is not the index's
   * @throws io.nearfield.connect.api.NearfieldException if the entity is not in the index
   */
  public Neighbours search(Lookup lookup) {
    Filter filter =
        lookup.filter() == null || lookup.filter().isBlank()
            ? null
            : Filter.parse(lookup.filter(), filterColumns);
    QueryVectors.Query query = queries.resolve(lookup.query());
    List<Neighbour> neighbours =
        probing.search(query.prepared(), lookup, query.wanted(lookup.k()), filter).stream()
            .filter(hit -> !hit.id().equals(query.self()))
            .limit(lookup.k())
            .map(IndexSearcher::neighbour)
            .toList();
    return new Neighbours(neighbours, null, generation.number());
  }

  private static Neighbour neighbour(Hit<Map<String, Object>> hit) {
    return new Neighbour(hit.id(), hit.distance(), hit.attachment());
  }

  /** Lets go of the partitions in memory. */
  @Override
  public void close() {
    partitions.clear();
  }
}
