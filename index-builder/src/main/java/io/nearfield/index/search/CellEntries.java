package io.nearfield.index.search;

/**
 * The entries of a cell in plain arrays: what a loader hands over, and what takes the place of
 * cells that are split or merged.
 *
 * @param ids one per entry
 * @param codes Layout: (entries, codeSize); empty when the index has no codes
 * @param vectors Layout: (entries, dimension); empty unless the index keeps full vectors
 * @param refined Layout: (entries, refined code size); empty unless the index keeps refined codes
 */
@SuppressWarnings("ArrayRecordComponent") // a parameter object, never compared
public record CellEntries(long[] ids, byte[] codes, float[] vectors, byte[] refined)
    implements CellView {

  /** The same entries as another view's. */
  public static CellEntries copyOf(CellView view, int codeSize, int dimension, int refinedSize) {
    int n = view.size();
    byte[] codes = new byte[Math.multiplyExact(n, codeSize)];
    float[] vectors = new float[Math.multiplyExact(n, dimension)];
    byte[] refined = new byte[Math.multiplyExact(n, refinedSize)];
    if (codes.length > 0) {
      view.codes(0, n, codes, 0);
    }
    if (vectors.length > 0) {
      view.vectors(0, n, vectors, 0);
    }
    if (refined.length > 0) {
      view.refined(0, n, refined, 0);
    }
    return new CellEntries(view.ids(), codes, vectors, refined);
  }

  @Override
  public int size() {
    return ids.length;
  }

  @Override
  public void ids(int from, int count, long[] out, int outFrom) {
    System.arraycopy(ids, from, out, outFrom, count);
  }

  @Override
  public void codes(int from, int count, byte[] out, int outFrom) {
    copy(codes, codes.length, from, count, out, outFrom);
  }

  @Override
  public void vectors(int from, int count, float[] out, int outFrom) {
    copy(vectors, vectors.length, from, count, out, outFrom);
  }

  @Override
  public void refined(int from, int count, byte[] out, int outFrom) {
    copy(refined, refined.length, from, count, out, outFrom);
  }

  @SuppressWarnings("SuspiciousSystemArraycopy") // both are of the same primitive type
  private void copy(Object rows, int length, int from, int count, Object out, int outFrom) {
    int width = ids.length == 0 ? 0 : length / ids.length;
    System.arraycopy(rows, from * width, out, outFrom, count * width);
  }
}
