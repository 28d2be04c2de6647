package io.nearfield.connect.lookup;

import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Neighbours;
import io.nearfield.connect.iceberg.Lake;
import java.util.function.Function;

/** Answers lookups from the active generation of an index. */
public final class IndexSearcher implements AutoCloseable {

  private final Generation generation;

  private IndexSearcher(Generation generation) {
    this.generation = generation;
  }

  public static IndexSearcher open(
      Lake lake, IndexRef index, Function<FeatureSet, EmbeddingModel> models) {
    return new IndexSearcher(lake.index(index).requireActive());
  }

  /** The generation that answers. */
  public Generation generation() {
    return generation;
  }

  public Neighbours search(Lookup lookup) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
