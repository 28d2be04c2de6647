package io.nearfield.connect.api;

import java.io.Serializable;
import java.util.List;

/**
 * The answer to a lookup.
 *
 * @param neighbours nearest first, ties by entity id
 * @param partial null if the answer is complete, else why it is not
 * @param generation the index generation that answered
 */
public record Neighbours(List<Neighbour> neighbours, String partial, long generation)
    implements Serializable {

  public boolean isComplete() {
    return partial == null;
  }
}
