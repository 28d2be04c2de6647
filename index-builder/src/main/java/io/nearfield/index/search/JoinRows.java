package io.nearfield.index.search;

import io.nearfield.index.VectorBatch;
import java.util.List;

/**
 * Rows that a {@link BlockJoin} compares queries with.
 *
 * @param vectors prepared
 * @param ids one per row
 * @param attachments one per row, handed on with each hit; null for none
 */
public record JoinRows<A>(VectorBatch vectors, List<String> ids, List<A> attachments) {

  public JoinRows {
    if (ids.size() != vectors.rows()) {
      throw new IllegalArgumentException(
          "Cannot join: %d ids for %d vectors".formatted(ids.size(), vectors.rows()));
    }
  }

  /** Rows of which nothing but their id is wanted. */
  public static JoinRows<Void> of(VectorBatch vectors, List<String> ids) {
    return new JoinRows<>(vectors, ids, null);
  }

  A attachment(int row) {
    return attachments == null ? null : attachments.get(row);
  }
}
