package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.index.IndexSpec;
import io.nearfield.index.TrainedIndex;
import io.nearfield.index.VectorBatch;
import java.io.IOException;
import java.util.AbstractList;
import java.util.ArrayList;
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
 * Centroids and codebooks as rows: {@code part = 'cell'}, one row per cell with its centroid and
 * index partition; {@code part = 'code'}, one row per codebook row.
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
                i -> row(generation, CELL, i, partitionOfCell[i], new Floats(centroids.row(i))));
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
        (CELL.equals(row.getField("part")) ? cells : codes).add(row);
      }
    } catch (IOException | RuntimeException e) {
      throw broken(table, generation, e.getMessage(), e);
    }
    int dimension = generation.model().dimension();
    IndexSpec spec = generation.spec();
    VectorBatch centroids = batch(table, generation, cells, CELL, spec.cells(), dimension);
    VectorBatch codebook =
        batch(table, generation, codes, CODE, spec.codebookRows(dimension), dimension);
    int[] partitionOfCell = new int[spec.cells()];
    for (Record cell : cells) {
      Integer partition = (Integer) cell.getField("index_partition");
      if (partition == null || partition < 0) {
        throw broken(
            table, generation, "cell " + cell.getField("number") + " has no partition", null);
      }
      partitionOfCell[(Integer) cell.getField("number")] = partition;
    }
    try {
      return new Codebooks(
          TrainedIndex.of(spec, generation.metric(), dimension, centroids, codebook),
          partitionOfCell);
    } catch (IllegalArgumentException e) {
      throw broken(table, generation, e.getMessage(), e);
    }
  }

  /** The rows by number, checked: each number once, no number missing, all of one length. */
  private static VectorBatch batch(
      Table table,
      Generation generation,
      List<Record> rows,
      String part,
      int expected,
      int dimension) {
    int length = part.equals(CELL) ? dimension : generation.spec().codebookDimension(dimension);
    float[] values = new float[Math.multiplyExact(expected, length)];
    boolean[] seen = new boolean[expected];
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
      if (!copy((List<?>) row.getField("vector"), values, number * length, length)) {
        throw broken(
            table,
            generation,
            "number " + number + " of part '" + part + "' is not a vector of " + length,
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
    return new VectorBatch(values, length);
  }

  /** Whether it was a whole vector of that length. */
  private static boolean copy(List<?> vector, float[] into, int from, int length) {
    if (vector == null || vector.size() != length) {
      return false;
    }
    int at = from;
    for (Object value : vector) {
      if (value == null) {
        return false;
      }
      into[at++] = (Float) value;
    }
    return true;
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
