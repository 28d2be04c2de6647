package io.nearfield.connect.api;

import java.io.Serializable;
import java.util.List;

/**
 * The answer to a lookup.
 *
 * @param neighbours nearest first, or farthest first if that was asked; ties by entity id
 * @param partial null if the answer is complete, else why it is not
 * @param generation the index generation that answered
 * @param total how many neighbours there are on all pages, or {@link #UNKNOWN}: known where every
 *     entry that may answer was looked at
 */
public record Neighbours(List<Neighbour> neighbours, String partial, long generation, long total)
    implements Serializable {

  /** The total of an answer for which not everything was looked at. */
  public static final long UNKNOWN = -1;

  /** An answer whose total is not known. */
  public Neighbours(List<Neighbour> neighbours, String partial, long generation) {
    this(neighbours, partial, generation, UNKNOWN);
  }

  public boolean isComplete() {
    return partial == null;
  }
}
