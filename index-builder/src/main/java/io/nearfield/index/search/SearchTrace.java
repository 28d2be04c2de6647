package io.nearfield.index.search;

/**
 * How an answer was found. Counts are always kept, times only when the request names a clock; the
 * times of one query of a batch are its share of the batch's.
 *
 * @param cellsProbed cells with entries that were looked into
 * @param scanned entries compared by their codes, or by their vectors where those come first
 * @param filtered entries near enough to be candidates that the filter refused
 * @param dead entries near enough to be candidates that were removed before
 * @param reranked candidates compared again
 * @param coarseNanos choosing the cells
 * @param tableNanos preparing the query for the codes
 * @param scanNanos comparing entries and choosing candidates
 * @param rerankNanos comparing candidates again, and putting the answer in order
 */
public record SearchTrace(
    int cellsProbed,
    long scanned,
    long filtered,
    long dead,
    long reranked,
    long coarseNanos,
    long tableNanos,
    long scanNanos,
    long rerankNanos) {

  static final SearchTrace NOTHING = new SearchTrace(0, 0, 0, 0, 0, 0, 0, 0, 0);
}
