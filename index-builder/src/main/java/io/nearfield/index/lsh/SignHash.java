package io.nearfield.index.lsh;

import io.nearfield.index.VectorBatch;
import io.nearfield.index.code.CodeDots;
import io.nearfield.index.code.CodeLayout;
import io.nearfield.index.code.Rotation;
import io.nearfield.index.code.SignTable;
import io.nearfield.index.code.VectorCodec;

/**
 * Locality-sensitive hashing by hyperplanes: one bit for each of some random directions, on which
 * side of it a vector lies. (M. Charikar, Similarity estimation techniques from rounding
 * algorithms, 2002.)
 *
 * <p>The query is not hashed but measured along the directions, which ranks better than counting
 * different bits and costs the same here (W. Dong, M. Charikar, K. Li, Asymmetric distance
 * estimation with sketches for similarity search, 2008). A code stands for the sum of the
 * directions, each with the sign of its bit, scaled so that the inner product with any vector is
 * unbiased over the choice of directions. The bits know the angle alone: lengths are lost, and
 * every code stands for a vector as long as those of the sample were on average.
 *
 * <p>Codebook: the directions, one a row, each as long as that average. Code: the bits, the first
 * of eight in the lowest. Immutable and thread-safe; heap three times the codebook.
 */
public final class SignHash implements VectorCodec {

  private static final int ROWS_AT_ONCE = 256;

  private final Rotation directions;
  private final float factor;
  private final float squaredNorm;
  private final CodeLayout layout;

  private SignHash(Rotation directions) {
    this.directions = directions;
    this.factor = (float) (1 / (directions.count() * meanShare(directions.dimension())));
    double squared = 0;
    for (float value : directions.rows().values()) {
      squared += (double) value * value;
    }
    this.squaredNorm = (float) (squared / directions.count());
    this.layout = CodeLayout.interleaved(codeSize());
  }

  /**
   * Draws directions, and learns how long vectors are. Deterministic for (sample, bits, seed).
   *
   * @param sample at least one vector
   */
  public static SignHash train(VectorBatch sample, int bits, long seed) {
    double squared = 0;
    for (float value : sample.values()) {
      squared += (double) value * value;
    }
    float length = (float) Math.sqrt(squared / sample.rows());
    float[] rows = Rotation.random(bits, sample.dimension(), seed).values();
    for (int i = 0; i < rows.length && length > 0; i++) {
      rows[i] *= length;
    }
    return of(new VectorBatch(rows, sample.dimension()));
  }

  /** From its codebook: one direction for each bit. */
  public static SignHash of(VectorBatch codebook) {
    return new SignHash(Rotation.of(codebook));
  }

  /** The mean of |u . v| for a vector v of length 1 over all directions u. */
  private static double meanShare(int dimension) {
    // Gamma(d / 2) / (sqrt(pi) Gamma((d + 1) / 2)), from dimension 1 or 2 upwards.
    double share = dimension % 2 == 1 ? 1 : 2 / Math.PI;
    for (int d = dimension % 2 == 1 ? 1 : 2; d < dimension; d += 2) {
      share *= d / (d + 1.0);
    }
    return share;
  }

  /** How many bits. */
  public int bits() {
    return directions.count();
  }

  @Override
  public int dimension() {
    return directions.dimension();
  }

  @Override
  public int codeSize() {
    return (bits() + 7) / 8;
  }

  @Override
  public void encode(float[] vector, int from, byte[] code, int codeFrom) {
    encodeAll(vector, from, 1, code, codeFrom);
  }

  @Override
  public void encodeAll(float[] vectors, int from, int count, byte[] codes, int codesFrom) {
    float[] shares = new float[Math.min(count, ROWS_AT_ONCE) * bits()];
    for (int done = 0; done < count; done += ROWS_AT_ONCE) {
      int some = Math.min(ROWS_AT_ONCE, count - done);
      directions.forth(vectors, from + done * dimension(), some, shares, 0);
      for (int i = 0; i < some; i++) {
        SignTable.bits(shares, i * bits(), bits(), codes, codesFrom + (done + i) * codeSize());
      }
    }
  }

  @Override
  public void decode(byte[] code, int codeFrom, float[] vector, int from) {
    decodeAll(code, codeFrom, 1, vector, from);
  }

  @Override
  public void decodeAll(byte[] codes, int codesFrom, int count, float[] vectors, int from) {
    float[] signs = new float[Math.min(count, ROWS_AT_ONCE) * bits()];
    for (int done = 0; done < count; done += ROWS_AT_ONCE) {
      int some = Math.min(ROWS_AT_ONCE, count - done);
      for (int i = 0; i < some; i++) {
        int code = codesFrom + (done + i) * codeSize();
        SignTable.coordinates(codes, code, factor, signs, i * bits(), bits());
      }
      directions.back(signs, 0, some, vectors, from + done * dimension());
    }
  }

  @Override
  public float squaredNorm(byte[] code, int codeFrom, float[] decoded, int from) {
    return squaredNorm;
  }

  @Override
  public boolean keepsNorms() {
    return true;
  }

  @Override
  public VectorBatch codebook() {
    return directions.rows();
  }

  @Override
  public CodeLayout layout() {
    return layout;
  }

  @Override
  public CodeDots dots(float[] query) {
    return dots(query, null);
  }

  @Override
  public CodeDots dots(float[] query, CodeDots used) {
    requireQuery(query);
    float[] coordinates = SignTable.coordinates(used, codeSize());
    directions.forth(query, 0, 1, coordinates, 0);
    for (int i = 0; i < bits(); i++) {
      coordinates[i] *= factor;
    }
    return SignTable.of(coordinates, CodeLayout.BLOCK * codeSize(), false, used);
  }
}
