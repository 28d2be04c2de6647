package io.nearfield.index.sq;

import io.nearfield.index.code.CodeDots;
import io.nearfield.index.kernel.VectorKernels;

/**
 * One query against codes of a byte per dimension.
 *
 * @param weights of the bytes: the query times the steps. Layout: (dimension)
 * @param constant the product of the query with what a code of zeros stands for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ByteDots(float[] weights, float constant) implements CodeDots {

  @Override
  public void score(byte[] store, int from, int count, float[] out, int outFrom) {
    VectorKernels.dotBytesBatch(weights, store, from * weights.length, count, out, outFrom);
    for (int i = outFrom; i < outFrom + count; i++) {
      out[i] += constant;
    }
  }
}
