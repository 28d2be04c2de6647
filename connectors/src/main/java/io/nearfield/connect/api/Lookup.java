package io.nearfield.connect.api;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A question to an index: what to search for, how many neighbours or how near, nearest or farthest
 * first, among what, with how much effort, and what to tell of each. Every door asks with it.
 *
 * <pre>{@code
 * Lookup.of(new Lookup.ByText("somewhere to sit"), 10)
 *     .withFilter("price < 20")
 *     .withRadius(Radius.atMost(0.4))
 *     .returning(List.of("title", "price"));
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param query what to search for
 * @param extent how many neighbours, which page of them, and how near
 * @param order which of them come first
 * @param scope which entities may answer
 * @param effort how hard to search
 * @param attributes names of the attributes that are told of each neighbour; null for all that the
 *     index keeps
 */
public record Lookup(
    Query query, Extent extent, Order order, Scope scope, Effort effort, List<String> attributes)
    implements Serializable {

  /** The largest k, and the farthest that paging reaches. */
  public static final int MAX_K = 10_000;

  /** The most entities that one lookup searches from. */
  public static final int MAX_IDS = 1_000;

  public Lookup {
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(extent, "extent");
    Objects.requireNonNull(order, "order");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(effort, "effort");
    attributes = attributes == null ? null : List.copyOf(attributes);
  }

  /** What to search for. */
  public sealed interface Query extends Serializable {}

  /** By a vector of the index's dimension. */
  @SuppressWarnings("ArrayRecordComponent") // a request in transit, never compared
  public record ByVector(float[] vector) implements Query {}

  /**
   * By a vector of bits, for indexes of binary features.
   *
   * @param bits eight to the byte, the first in the highest place
   */
  @SuppressWarnings("ArrayRecordComponent") // a request in transit, never compared
  public record ByBits(byte[] bits) implements Query {}

  /** By the vector of an indexed entity, which is itself left out of the answer. */
  public record ByEntity(String entityId) implements Query {}

  /**
   * By the vectors of several indexed entities, which are left out of the answer.
   *
   * @param ids 1 to {@value #MAX_IDS} different ones
   * @param combine one answer for all, or one for each
   */
  public record ByEntities(List<String> ids, Combine combine) implements Query {

    public ByEntities {
      if (ids == null || ids.isEmpty() || ids.size() > MAX_IDS) {
        throw new IllegalArgumentException(
            "Cannot look up by "
                + (ids == null ? 0 : ids.size())
                + " entities: 1 to "
                + MAX_IDS
                + " are allowed (ids)");
      }
      ids = List.copyOf(ids);
      if (Set.copyOf(ids).size() < ids.size()) {
        throw new IllegalArgumentException(
            "Cannot look up by several entities: an id is given twice (ids)");
      }
      Objects.requireNonNull(combine, "combine");
    }
  }

  /** What several entities are asked for. */
  public enum Combine {
    /** What is near the mean of their vectors: one answer. */
    MEAN,
    /** What is near each of them: an answer for each, which leaves out that one alone. */
    EACH
  }

  /** By words, embedded with the index's own model. */
  public record ByText(String text) implements Query {}

  /** By an encoded picture, embedded with the index's own model. */
  @SuppressWarnings("ArrayRecordComponent") // a request in transit, never compared
  public record ByImage(byte[] bytes) implements Query {}

  /**
   * By a document: the mean of the vectors of its passages, embedded with the index's own model.
   *
   * @param bytes the file
   * @param mediaType such as {@code application/pdf}
   */
  @SuppressWarnings("ArrayRecordComponent") // a request in transit, never compared
  public record ByDocument(byte[] bytes, String mediaType) implements Query {}

  /**
   * How many neighbours, and how near.
   *
   * @param k how many, the size of a page: 1 to {@value #MAX_K}
   * @param offset how many come before: the number of the page, from 0, times k. The last neighbour
   *     of the page is at most the {@value #MAX_K}th
   * @param radius which distances count, or null for all
   */
  public record Extent(int k, int offset, Radius radius) implements Serializable {

    public Extent {
      if (k < 1 || k > MAX_K) {
        throw new IllegalArgumentException(
            "Cannot look up k = " + k + " neighbours: k must be from 1 to " + MAX_K + " (-k)");
      }
      if (offset < 0 || offset % k != 0) {
        throw new IllegalArgumentException(
            "Cannot begin after "
                + offset
                + " neighbours: whole pages of "
                + k
                + " are passed over (page)");
      }
      if (offset > MAX_K - k) {
        throw new IllegalArgumentException(
            "Cannot look up page "
                + offset / k
                + " of "
                + k
                + " neighbours: it ends at neighbour "
                + ((long) offset + k)
                + ", pages reach as far as "
                + MAX_K
                + " (page, pageSize)");
      }
    }

    /** How many neighbours have to be known, those of the pages before included. */
    public int reach() {
      return offset + k;
    }

    /** The number of the page, from 0. */
    public int page() {
      return offset / k;
    }
  }

  /** Which neighbours come first; ties go by entity id. */
  public enum Order {
    NEAREST,
    FARTHEST
  }

  /**
   * Which entities may answer. An answer never has fewer than k while more of them exist.
   *
   * @param filter an expression over attributes such as {@code price < 20 and lang = 'de'}, or null
   * @param ids a view: the only entities that may answer, or null for all
   */
  public record Scope(String filter, Set<String> ids) implements Serializable {

    /** Every entity. */
    public static final Scope ALL = new Scope(null, null);

    public Scope {
      filter = filter == null || filter.isBlank() ? null : filter;
      ids = ids == null ? null : Set.copyOf(ids);
    }

    /** Whether every entity may answer. */
    public boolean isAll() {
      return filter == null && ids == null;
    }
  }

  /**
   * How hard to search. What a lookup does not say is as the generation was graded.
   *
   * @param nprobe how many cells to probe, or 0 for the generation's own
   * @param rerankFactor candidates per neighbour that are compared exactly, or -1 for the
   *     generation's
   * @param exact whether every entry is compared by its full vector
   */
  public record Effort(int nprobe, int rerankFactor, boolean exact) implements Serializable {

    /** The generation's own. */
    public static final Effort DEFAULT = new Effort(0, -1, false);

    public Effort {
      if (nprobe < 0) {
        throw new IllegalArgumentException(
            "Cannot probe " + nprobe + " cells: --nprobe must be at least 1, or 0 for the default");
      }
    }
  }

  /** The k nearest with the generation's own settings and all attributes. */
  public static Lookup of(Query query, int k) {
    return new Lookup(
        query, new Extent(k, 0, null), Order.NEAREST, Scope.ALL, Effort.DEFAULT, null);
  }

  public Lookup withQuery(Query newQuery) {
    return new Lookup(newQuery, extent, order, scope, effort, attributes);
  }

  private Lookup with(Extent newExtent) {
    return new Lookup(query, newExtent, order, scope, effort, attributes);
  }

  private Lookup with(Scope newScope) {
    return new Lookup(query, extent, order, newScope, effort, attributes);
  }

  public Lookup with(Effort newEffort) {
    return new Lookup(query, extent, order, scope, newEffort, attributes);
  }

  /** Only distances that the radius holds, still at most k a page. */
  public Lookup withRadius(Radius radius) {
    return with(new Extent(extent.k, extent.offset, radius));
  }

  /**
   * The neighbours of one page.
   *
   * @param page from 0
   * @param pageSize in place of k
   */
  public Lookup withPage(int page, int pageSize) {
    long offset = (long) page * pageSize;
    return with(
        new Extent(
            pageSize, (int) Math.max(-1, Math.min(offset, Integer.MAX_VALUE)), extent.radius));
  }

  /** The farthest first. */
  public Lookup farthest() {
    return with(Order.FARTHEST);
  }

  public Lookup with(Order newOrder) {
    return new Lookup(query, extent, newOrder, scope, effort, attributes);
  }

  /** Only among entities for which the expression is true. */
  public Lookup withFilter(String filter) {
    return with(new Scope(filter, scope.ids));
  }

  /** Only among these entities. */
  public Lookup within(Set<String> ids) {
    return with(new Scope(scope.filter, ids));
  }

  public Lookup withNprobe(int nprobe) {
    return with(new Effort(nprobe, effort.rerankFactor, effort.exact));
  }

  public Lookup withRerankFactor(int rerankFactor) {
    return with(new Effort(effort.nprobe, rerankFactor, effort.exact));
  }

  /** Comparing every entry by its full vector. */
  public Lookup asExact() {
    return with(new Effort(effort.nprobe, effort.rerankFactor, true));
  }

  /** Telling these attributes of each neighbour, and no others. */
  public Lookup returning(List<String> names) {
    return new Lookup(query, extent, order, scope, effort, names);
  }
}
