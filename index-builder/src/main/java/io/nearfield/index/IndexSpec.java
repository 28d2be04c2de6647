package io.nearfield.index;

import java.io.Serializable;

/** Placeholder until the index module lands. */
public record IndexSpec(String text) implements Serializable {
  public static IndexSpec parse(String text) {
    return new IndexSpec(text);
  }
}
