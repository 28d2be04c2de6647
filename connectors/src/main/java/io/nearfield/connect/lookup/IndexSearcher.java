package io.nearfield.connect.lookup;

import io.nearfield.connect.api.AttributeType;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbour;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.iceberg.Codebooks;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.index.search.Hit;
import io.nearfield.index.search.Selected;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private final EntityVectors vectors;
  private final QueryVectors queries;
  private final PartitionCache partitions;
  private final CellProbing probing;

  private IndexSearcher(
      Lake lake, IndexTable index, Function<FeatureSet, EmbeddingModel> models, long cacheBytes) {
    this.generation = index.requireActive();
    this.filterColumns = index.filterColumns(generation.number());
    Codebooks codebooks = index.codebooks(generation.number());
    this.partitions =
        new PartitionCache(
            partition -> index.entries(generation.number(), partition),
            "index '" + index.ref() + "' (generation " + generation.number() + ")",
            codebooks,
            cacheBytes);
    this.vectors = new EntityVectors(index, generation, partitions);
    this.queries = new QueryVectors(lake, index, generation, codebooks.trained(), vectors, models);
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
   * The neighbours that are asked for. Fewer than k come back only if there are no more that may
   * answer; where few may, they are compared exactly. So are the farthest, and all within a radius.
   * Entities that are searched from are not in the answer. Pages do not overlap.
   *
   * @throws IllegalArgumentException if the filter, a number or the content cannot be right, or the
   *     lookup asks for an answer for each of several entities
   * @throws io.nearfield.connect.api.IncompatibleException if the vector's dimension or the model
   *     is not the index's
   * @throws io.nearfield.connect.api.NearfieldException if an entity is not in the index
   */
  public Neighbours search(Lookup lookup) {
    Terms terms = terms(lookup);
    return answer(lookup, terms, queries.resolve(lookup.query()));
  }

  /**
   * The answers to a lookup by several entities, one for each in the order of their ids. Each
   * leaves out its own entity alone.
   *
   * @throws IllegalArgumentException if the lookup is not by several entities, or as in {@link
   *     #search}
   * @throws io.nearfield.connect.api.NearfieldException naming the entities that are not there
   */
  public Map<String, Neighbours> searchEach(Lookup lookup) {
    if (!(lookup.query() instanceof Lookup.ByEntities by)) {
      throw new IllegalArgumentException(
          "Cannot answer for each entity: the lookup is not by several (ids)");
    }
    Terms terms = terms(lookup);
    Map<String, Neighbours> answers = new LinkedHashMap<>();
    queries
        .resolveEach(by.ids())
        .forEach(
            (id, vector) ->
                answers.put(id, answer(lookup, terms, new QueryVectors.Query(vector, Set.of(id)))));
    return answers;
  }

  /**
   * The vectors of some entities, prepared for the metric (unit length under cosine), in the order
   * of the ids. Costs little for entities that were just found.
   *
   * @throws io.nearfield.connect.api.NearfieldException naming the entities that are not there
   */
  public Map<String, float[]> vectors(Collection<String> ids) {
    return vectors.of(ids);
  }

  /** What a lookup says in words that the index has to know; checked before anything is done. */
  private record Terms(Admission admission, ChosenAttributes attributes) {}

  private Terms terms(Lookup lookup) {
    return new Terms(
        Admission.of(lookup.scope(), filterColumns),
        ChosenAttributes.of(lookup.attributes(), filterColumns.keySet()));
  }

  private Neighbours answer(Lookup lookup, Terms terms, QueryVectors.Query query) {
    Admission admission = terms.admission().excluding(query.selves());
    Lookup.Extent extent = lookup.extent();
    List<Hit<HeldEntry>> hits;
    long total = Neighbours.UNKNOWN;
    if (CellProbing.isExhaustive(lookup, admission)) {
      Selected<HeldEntry> selected =
          probing.select(query.prepared(), lookup, extent.reach(), admission);
      hits = Pages.part(selected.hits(), extent);
      total = selected.total();
    } else {
      hits =
          Pages.page(
              extent,
              depth -> probing.nearest(query.prepared(), lookup.effort(), depth, admission),
              Hit::id);
    }
    List<Neighbour> neighbours =
        hits.stream().map(hit -> neighbour(hit, terms.attributes())).toList();
    return new Neighbours(neighbours, null, generation.number(), total);
  }

  private static Neighbour neighbour(Hit<HeldEntry> hit, ChosenAttributes attributes) {
    return new Neighbour(hit.id(), hit.distance(), attributes.of(hit.attachment().attributes()));
  }

  /** How many index partitions are in memory. */
  int partitionsHeld() {
    return partitions.held();
  }

  /** Reads as many partitions, so that the first lookups need not wait for them. */
  void warm(int count) {
    for (int number = 0; number < Math.min(count, generation.partitions()); number++) {
      partitions.partition(number);
    }
  }

  /** Lets go of the partitions in memory. */
  @Override
  public void close() {
    partitions.clear();
  }
}
