package io.nearfield.connect.api;

import java.io.Serializable;

/** An index by its dataset and name, printed {@code dataset.name}. */
public record IndexRef(String dataset, String name) implements Serializable {
  public IndexRef {
    Names.check("dataset", dataset);
    Names.check("index", name);
  }

  @Override
  public String toString() {
    return dataset + "." + name;
  }
}
