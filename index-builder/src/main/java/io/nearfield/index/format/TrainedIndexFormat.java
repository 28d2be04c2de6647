package io.nearfield.index.format;

import io.nearfield.index.IndexSpec;
import io.nearfield.index.Metric;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The bytes of a trained index, little-endian throughout. The specification is {@code
 * docs/format.md}; in short:
 *
 * <pre>
 *  offset  bytes  header
 *       0      8  magic "NFTRAIN\n"
 *       8      4  version, 1
 *      12      4  header length, 64
 *      16      8  total length
 *      24      4  metric: 0 EUCLIDEAN, 1 COSINE, 2 DOT, 3 L1
 *      28      4  dimension
 *      32      4  cells: rows of the centroid section
 *      36      4  rows of the codebook section
 *      40      4  values per codebook row
 *      44      4  bytes of the spec string
 *      48     12  zero
 *      60      4  CRC-32C of the 60 bytes before
 *      64         spec string, UTF-8, filled up with zeros to a multiple of 8
 *                 centroids, float32. Layout: (cells, dimension)
 *                 codebook, float32. Layout: (rows, values per row)
 *             16  footer: CRC-32C of each of the three sections, CRC-32C of these 12 bytes
 * </pre>
 */
public final class TrainedIndexFormat {

  /** The version written; version 1 is the only one read. */
  public static final int VERSION = 1;

  private static final String WHAT = "trained index";
  private static final byte[] MAGIC = "NFTRAIN\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 64;
  private static final int FOOTER = 16;
  private static final Metric[] METRICS = {Metric.EUCLIDEAN, Metric.COSINE, Metric.DOT, Metric.L1};

  private TrainedIndexFormat() {}

  /** The bytes of an index. */
  public static byte[] write(TrainedIndex index) {
    byte[] spec = index.spec().toString().getBytes(StandardCharsets.UTF_8);
    VectorBatch centroids = index.centroids();
    VectorBatch codebook = index.codebook();
    Sections sections =
        new Sections(spec.length, centroids.values().length, codebook.values().length);
    ByteBuffer out =
        ByteBuffer.allocate(Math.toIntExact(sections.total())).order(ByteOrder.LITTLE_ENDIAN);
    out.put(MAGIC).putInt(VERSION).putInt(HEADER).putLong(sections.total());
    out.putInt(code(index.metric())).putInt(index.dimension()).putInt(centroids.rows());
    out.putInt(codebook.rows()).putInt(codebook.dimension()).putInt(spec.length);
    out.position(HEADER - 4);
    out.putInt(crc(out, 0, HEADER - 4));
    out.put(spec);
    floats(out, sections.centroids(), centroids.values());
    floats(out, sections.codebook(), codebook.values());
    out.position((int) sections.footer());
    out.putInt(crc(out, HEADER, sections.centroids()));
    out.putInt(crc(out, sections.centroids(), sections.codebook()));
    out.putInt(crc(out, sections.codebook(), sections.footer()));
    out.putInt(crc(out, sections.footer(), sections.footer() + 12));
    return out.array();
  }

  /**
   * Reads an index. Allocates no more than the bytes given can fill.
   *
   * @throws CorruptIndexException when the bytes are anything but what {@link #write} makes
   */
  public static TrainedIndex read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Sections sections = header(in);
    crc(in, "spec", HEADER, sections.centroids(), sections.footer());
    crc(in, "centroid", sections.centroids(), sections.codebook(), sections.footer() + 4);
    crc(in, "codebook", sections.codebook(), sections.footer(), sections.footer() + 8);
    crc(in, "footer", sections.footer(), sections.footer() + 12, sections.footer() + 12);
    int dimension = in.getInt(28);
    int codebookDimension = in.getInt(40);
    String spec = new String(bytes, HEADER, sections.specBytes(), StandardCharsets.UTF_8);
    try {
      return TrainedIndex.of(
          IndexSpec.parse(spec),
          METRICS[in.getInt(24)],
          dimension,
          new VectorBatch(floats(in, sections.centroids(), sections.centroidFloats()), dimension),
          new VectorBatch(
              floats(in, sections.codebook(), sections.codebookFloats()), codebookDimension));
    } catch (IllegalArgumentException e) {
      throw new CorruptIndexException(WHAT, HEADER, e.getMessage());
    }
  }

  private static Sections header(ByteBuffer in) {
    require(in.limit() >= HEADER + FOOTER, in.limit(), "it ends too early");
    for (int i = 0; i < MAGIC.length; i++) {
      require(in.get(i) == MAGIC[i], i, "bad magic");
    }
    int version = in.getInt(8);
    require(version == VERSION, 8, "unsupported version %d, this build reads 1,", version);
    int crc = crc(in, 0, HEADER - 4);
    require(in.getInt(HEADER - 4) == crc, HEADER - 4, "header checksum differs");
    require(in.getInt(12) == HEADER, 12, "bad header length %d", in.getInt(12));
    require(in.getLong(16) == in.limit(), 16, "length %d is not the bytes' own", in.getLong(16));
    require(in.getInt(24) >= 0 && in.getInt(24) < METRICS.length, 24, "bad metric");
    for (int at : new int[] {28, 32, 40}) {
      require(in.getInt(at) >= 1, at, "bad number %d", in.getInt(at));
    }
    for (int at : new int[] {36, 44}) {
      require(in.getInt(at) >= 0, at, "bad number %d", in.getInt(at));
    }
    for (int at = 48; at < HEADER - 4; at++) {
      require(in.get(at) == 0, at, "a reserved byte is not zero");
    }
    Sections sections =
        new Sections(
            in.getInt(44),
            (long) in.getInt(32) * in.getInt(28),
            (long) in.getInt(36) * in.getInt(40));
    require(
        sections.centroidFloatsLong() < 1L << 40
            && sections.codebookFloatsLong() < 1L << 40
            && sections.total() == in.limit(),
        28,
        "the sections' sizes do not add up to the length");
    return sections;
  }

  /** Where the sections lie. Sizes are kept as longs until they are known to fit. */
  private record Sections(int specBytes, long centroidFloatsLong, long codebookFloatsLong) {

    long centroids() {
      return HEADER + ((long) specBytes + 7) / 8 * 8;
    }

    long codebook() {
      return centroids() + centroidFloatsLong * Float.BYTES;
    }

    long footer() {
      return codebook() + codebookFloatsLong * Float.BYTES;
    }

    long total() {
      return footer() + FOOTER;
    }

    int centroidFloats() {
      return Math.toIntExact(centroidFloatsLong);
    }

    int codebookFloats() {
      return Math.toIntExact(codebookFloatsLong);
    }
  }

  private static void floats(ByteBuffer out, long at, float[] values) {
    out.position((int) at);
    out.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
  }

  private static float[] floats(ByteBuffer in, long at, int count) {
    float[] values = new float[count];
    in.position((int) at);
    in.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static int code(Metric metric) {
    return switch (metric) {
      case EUCLIDEAN -> 0;
      case COSINE -> 1;
      case DOT -> 2;
      case L1 -> 3;
      case HAMMING, JACCARD -> throw new IllegalStateException("of packed bits: " + metric);
    };
  }

  private static void crc(ByteBuffer in, String section, long from, long to, long at) {
    require(in.getInt((int) at) == crc(in, from, to), at, "%s section's checksum differs", section);
  }

  private static int crc(ByteBuffer bytes, long from, long to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), (int) from, (int) (to - from));
    return (int) crc.getValue();
  }

  private static void require(boolean holds, long offset, String reason, Object... args) {
    if (!holds) {
      throw new CorruptIndexException(WHAT, offset, reason.formatted(args));
    }
  }
}
