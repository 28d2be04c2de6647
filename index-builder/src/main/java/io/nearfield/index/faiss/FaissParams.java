package io.nearfield.index.faiss;

import io.nearfield.index.search.SearchRequest;

/**
 * How FAISS will search in a file that is written, until its user says otherwise.
 *
 * @param nprobe how many cells it looks into, at least 1
 * @param rerankFactor how many candidates per wanted neighbour it compares again by the refinement,
 *     at least 1; FAISS calls it {@code k_factor}
 */
public record FaissParams(int nprobe, int rerankFactor) {

  private static final int MOST_RERANK_FACTOR = 1000; // FAISS opens no file with more

  public FaissParams {
    if (nprobe < 1) {
      throw new IllegalArgumentException(
          "Cannot write FAISS file: nprobe must be at least 1, got " + nprobe);
    }
    if (rerankFactor < 1 || rerankFactor > MOST_RERANK_FACTOR) {
      throw new IllegalArgumentException(
          "Cannot write FAISS file: the re-rank factor must be 1 to %d, got %d"
              .formatted(MOST_RERANK_FACTOR, rerankFactor));
    }
  }

  /** The same as {@code SearchRequest.nearest}: 16 cells, 10 candidates per neighbour. */
  public static FaissParams defaults() {
    return new FaissParams(SearchRequest.DEFAULT_NPROBE, SearchRequest.DEFAULT_RERANK_FACTOR);
  }

  public FaissParams withNprobe(int newNprobe) {
    return new FaissParams(newNprobe, rerankFactor);
  }

  public FaissParams withRerankFactor(int newRerankFactor) {
    return new FaissParams(nprobe, newRerankFactor);
  }
}
