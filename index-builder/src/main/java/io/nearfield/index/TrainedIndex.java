package io.nearfield.index;

import java.io.Serializable;

/** A trained index without entries. */
public final class TrainedIndex implements Serializable {
  private static final long serialVersionUID = 1L;

  private TrainedIndex() {}

  public static TrainedIndex of(
      IndexSpec spec, Metric metric, int dimension, VectorBatch centroids, VectorBatch codebook) {
    throw todo();
  }

  public static TrainedIndex fromBytes(byte[] bytes) {
    throw todo();
  }

  public IndexSpec spec() {
    throw todo();
  }

  public Metric metric() {
    throw todo();
  }

  public int dimension() {
    throw todo();
  }

  public int cells() {
    throw todo();
  }

  public int codeSize() {
    throw todo();
  }

  public float[] prepare(float[] vector) {
    throw todo();
  }

  public int assign(float[] prepared) {
    throw todo();
  }

  public int[] assignAll(VectorBatch prepared) {
    throw todo();
  }

  public byte[] encode(float[] prepared, int cell) {
    throw todo();
  }

  public int[] probe(float[] preparedQuery, int nprobe) {
    throw todo();
  }

  public VectorBatch centroids() {
    throw todo();
  }

  public VectorBatch codebook() {
    throw todo();
  }

  public byte[] toBytes() {
    throw todo();
  }

  private static UnsupportedOperationException todo() {
    return new UnsupportedOperationException("being written");
  }
}
