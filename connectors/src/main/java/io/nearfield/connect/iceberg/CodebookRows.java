package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import java.io.IOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Centroids and codebooks as rows: {@code part = 'cell'}, one row per cell with its centroid (null
 * for specs without cells) and index partition; {@code part = 'code'}, one row per codebook row.
 */
final class CodebookRows {

  private static final String CELL = "cell";
  private static final String CODE = "code";

  private CodebookRows() {}

  /** Replaces the rows of a generation in one commit. */
  static void write(Table table, long generation, Codebooks codebooks) {
    TrainedIndex trained = codebooks.trained();
    int[] partitionOfCell = codebooks.partitionOfCell();
    if (partitionOfCell.length != trained.cells()) {
      throw new IllegalArgumentException(
          "Cannot write codebooks of generation "
              + generation
              + ": partitions of "
              + partitionOfCell.length
              + " cells given for "
              + trained.cells()
              + " cells");
    }
    VectorBatch centroids = trained.centroids();
    VectorBatch codebook = trained.codebook();
    Stream<Record> cells =
        IntStream.range(0, partitionOfCell.length)
            .mapToObj(
                i ->
                    row(
                        generation,
                        CELL,
                        i,
                        partitionOfCell[i],
                        i < centroids.rows() ? new Floats(centroids.row(i)) : null));
    Stream<Record> codes =
        IntStream.range(0, codebook.rows())
            .mapToObj(i -> row(generation, CODE, i, null, new Floats(codebook.row(i))));
    table
        .newOverwrite()
        .overwriteByRowFilter(of(generation))
        .addFile(RowFiles.write(table, Stream.concat(cells, codes).iterator()))
        .commit();
  }

  static Codebooks read(Table table, Generation generation) {
    List<Record> cells = new ArrayList<>();
    List<Record> codes = new ArrayList<>();
    try (CloseableIterable<Record> rows =
        IcebergGenerics.read(table).where(of(generation.number())).build()) {
      for (Record row : rows) {
        String part = (String) row.getField("part");
        (CELL.equals(part) ? cells : codes).add(row);
      }
    } catch (IOException | RuntimeException e) {
      throw broken(table, generation, e.getMessage(), e);
    }
    int dimension = generation.model().dimension();
    if (cells.isEmpty()) {
      throw broken(table, generation, "no row of part 'cell' is there", null);
    }
    int expected = generation.spec().hasCells() ? generation.spec().cells() : 1;
    VectorBatch centroids = batch(table, generation, cells, CELL, expected, dimension);
    int[] partitionOfCell = new int[expected];
    for (Record cell : cells) {
      Integer partition = (Integer) cell.getField("index_partition");
      if (partition == null || partition < 0) {
        throw broken(
            table, generation, "cell " + cell.getField("number") + " has no partition", null);
      }
      partitionOfCell[(Integer) cell.getField("number")] = partition;
    }
    VectorBatch codebook = batch(table, generation, codes, CODE, codes.size(), -1);
    try {
      return new Codebooks(
          TrainedIndex.of(generation.spec(), generation.metric(), dimension, centroids, codebook),
          partitionOfCell);
    } catch (IllegalArgumentException e) {
      throw broken(table, generation, e.getMessage(), e);
    }
  }

  /** The rows by number, checked: each number once, all of one length ({@code -1} for any). */
  private static VectorBatch batch(
      Table table,
      Generation generation,
      List<Record> rows,
      String part,
      int expected,
      int dimension) {
    float[][] vectors = new float[expected][];
    boolean[] seen = new boolean[expected];
    int length = dimension;
    for (Record row : rows) {
      Integer number = (Integer) row.getField("number");
      if (number == null || number < 0 || number >= expected || seen[number]) {
        throw broken(
            table,
            generation,
            "number " + number + " of part '" + part + "' is unexpected or there twice",
            null);
      }
      seen[number] = true;
      List<?> vector = (List<?>) row.getField("vector");
      if (vector == null) {
        continue;
      }
      length = length < 0 ? vector.size() : length;
      vectors[number] = floats(vector);
      if (vectors[number] == null || vectors[number].length != length) {
        throw broken(
            table,
            generation,
            "the vector of "
                + part
                + " "
                + number
                + " has "
                + vector.size()
                + " values or a null, expected "
                + length,
            null);
      }
    }
    int[] missing = IntStream.range(0, expected).filter(i -> !seen[i]).toArray();
    if (missing.length > 0) {
      throw broken(
          table,
          generation,
          missing.length
              + " of "
              + expected
              + " rows of part '"
              + part
              + "' are missing, the first is number "
              + missing[0],
          null);
    }
    return dense(table, generation, part, vectors, Math.max(length, 1));
  }

  private static VectorBatch dense(
      Table table, Generation generation, String part, float[][] vectors, int length) {
    long given = Arrays.stream(vectors).filter(v -> v != null).count();
    if (given == 0 && !(CELL.equals(part) && generation.spec().hasCells())) {
      return VectorBatch.empty(length);
    }
    if (given < vectors.length) {
      throw broken(
          table,
          generation,
          (vectors.length - given) + " rows of part '" + part + "' have no vector",
          null);
    }
    return VectorBatch.ofRows(List.of(vectors));
  }

  private static float[] floats(List<?> vector) {
    float[] values = new float[vector.size()];
    int i = 0;
    for (Object value : vector) {
      if (value == null) {
        return null;
      }
      values[i++] = (Float) value;
    }
    return values;
  }

  private static Expression of(long generation) {
    return Expressions.equal("generation", generation);
  }

  private static Record row(
      long generation, String part, int number, Integer partition, List<Float> vector) {
    Record row = GenericRecord.create(Schemas.CODEBOOK_COLUMNS);
    row.setField("generation", generation);
    row.setField("part", part);
    row.setField("number", number);
    row.setField("index_partition", partition);
    row.setField("vector", vector);
    return row;
  }

  private static NearfieldException broken(
      Table table, Generation generation, String why, Exception cause) {
    return new NearfieldException(
        "Cannot read the codebooks of generation "
            + generation.number()
            + " from table "
            + table.name()
            + ": "
            + why
            + "; roll back to another generation or build the index again",
        cause);
  }

  /** A float array as the list that Iceberg's writers take, boxed one at a time. */
  private static final class Floats extends AbstractList<Float> implements RandomAccess {
    private final float[] values;

    Floats(float[] values) {
      this.values = values;
    }

    @Override
    public Float get(int index) {
      return values[index];
    }

    @Override
    public int size() {
      return values.length;
    }
  }
}
