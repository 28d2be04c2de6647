package io.nearfield.index.search;

import io.nearfield.index.TrainedIndex;
import java.util.List;
import java.util.function.Predicate;

/** The entries of some cells in memory. */
@SuppressWarnings("unused")
public final class PartitionIndex<A> {
  public PartitionIndex(TrainedIndex trained) {}

  public void upsert(String id, int cell, byte[] code, float[] prepared, A attachment) {
    throw todo();
  }

  public boolean remove(String id) {
    throw todo();
  }

  public boolean contains(String id) {
    throw todo();
  }

  public float[] vector(String id) {
    throw todo();
  }

  public A attachment(String id) {
    throw todo();
  }

  public int cell(String id) {
    throw todo();
  }

  public int size() {
    throw todo();
  }

  public int dead() {
    throw todo();
  }

  public int[] cells() {
    throw todo();
  }

  public List<Hit<A>> search(
      float[] preparedQuery, int[] cells, SearchParams params, Predicate<A> filter) {
    throw todo();
  }

  private static UnsupportedOperationException todo() {
    return new UnsupportedOperationException("being written");
  }
}
