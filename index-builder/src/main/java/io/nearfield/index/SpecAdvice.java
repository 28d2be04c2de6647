package io.nearfield.index;

import java.util.List;

/**
 * A spec that was chosen, and why.
 *
 * @param spec what to build
 * @param nprobe how many cells to begin with; measure and adjust
 * @param rerankFactor how many candidates for each answer to compare again, to begin with; 0 when
 *     the spec refines nothing
 * @param memoryBytes what everything a search touches will take up
 * @param reasons plain sentences
 */
public record SpecAdvice(
    IndexSpec spec, int nprobe, int rerankFactor, long memoryBytes, List<String> reasons) {

  public SpecAdvice {
    reasons = List.copyOf(reasons);
  }
}
