package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Run;
import io.nearfield.connect.iceberg.RowPositions.Placed;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;

/**
 * The tables {@code dead_letters} and {@code runs} of a dataset. Rows are appended; of a refusal
 * that comes again the attempts grow.
 */
final class Journal {

  private static final List<String> COLUMNS_OF_RUNS =
      Schemas.RUN_COLUMNS.columns().stream().map(Types.NestedField::name).toList();

  private final LakeCatalog catalog;

  Journal(LakeCatalog catalog) {
    this.catalog = catalog;
  }

  void append(String dataset, List<DeadLetter> letters) {
    if (!letters.isEmpty()) {
      RowFiles.append(deadLetterTable(dataset), letters.stream().map(Journal::row).iterator());
    }
  }

  /** The newest snapshot of the dead letters; null if there are none. */
  Long deadLetterSnapshot(String dataset) {
    return catalog
        .find(dataset, Schemas.DEAD_LETTERS)
        .map(Table::currentSnapshot)
        .map(Snapshot::snapshotId)
        .orElse(null);
  }

  /**
   * Notes refusals if the newest snapshot is still {@code seen}; answers whether it did.
   *
   * @param again are there already: their attempts are added to those
   */
  boolean noteIf(String dataset, List<DeadLetter> fresh, List<DeadLetter> again, Long seen) {
    if (fresh.isEmpty() && again.isEmpty()) {
      return true;
    }
    Table table = deadLetterTable(dataset);
    List<DeadLetter> rows = new ArrayList<>(fresh);
    List<Placed> replaced = again.isEmpty() ? List.of() : grown(table, again, rows);
    DataFile file = RowFiles.write(table, rows.stream().map(Journal::row).iterator());
    RowDelta delta = table.newRowDelta().addRows(file).validateWith(new UnchangedSince(seen));
    DeleteFile deletes = replaced.isEmpty() ? null : RowDeletes.write(table, replaced);
    if (deletes != null) {
      delta.addDeletes(deletes);
    }
    try {
      delta.commit();
      return true;
    } catch (ValidationException e) {
      table.io().deleteFile(file.location());
      if (deletes != null) {
        table.io().deleteFile(deletes.location());
      }
      return false;
    }
  }

  /** Adds what these come to by now, and answers which rows that takes the place of. */
  private static List<Placed> grown(Table table, List<DeadLetter> again, List<DeadLetter> rows) {
    Map<List<String>, DeadLetter> wanted = new LinkedHashMap<>();
    again.forEach(letter -> wanted.put(key(letter), letter));
    Object[] reasons = again.stream().map(DeadLetter::reason).distinct().toArray();
    Map<List<String>, DeadLetter> sums = new LinkedHashMap<>();
    List<Placed> replaced = new ArrayList<>();
    for (Placed there :
        RowPositions.find(
            table,
            Expressions.in("reason", reasons),
            Schemas.DEAD_LETTER_COLUMNS.columns().stream().map(Types.NestedField::name).toList())) {
      DeadLetter old = deadLetter(there.row());
      DeadLetter now = wanted.get(key(old));
      if (now != null) {
        replaced.add(there);
        sums.merge(
            key(old),
            now.triedAgain(old.attempts(), now.at()),
            (one, other) -> one.triedAgain(other.attempts() - now.attempts(), one.at()));
      }
    }
    rows.addAll(sums.values());
    return replaced;
  }

  /** By which a refusal is the same as one before. */
  private static List<String> key(DeadLetter letter) {
    return Arrays.asList(
        letter.stage(), letter.source(), letter.entityId(), letter.reason(), letter.message());
  }

  Table deadLetterTable(String dataset) {
    Table table = table(dataset, Schemas.DEAD_LETTERS, Schemas.DEAD_LETTER_COLUMNS);
    if (table.schema().findField("model_hash") == null) { // made before the column came
      table.updateSchema().unionByNameWith(Schemas.DEAD_LETTER_COLUMNS).commit();
    }
    return table;
  }

  List<DeadLetter> deadLetters(String dataset) {
    List<DeadLetter> letters = read(dataset, Schemas.DEAD_LETTERS, Journal::deadLetter);
    letters.sort(
        Comparator.comparing(DeadLetter::at, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(DeadLetter::source, Comparator.nullsFirst(Comparator.naturalOrder())));
    return letters;
  }

  void append(String dataset, Run run) {
    Table table = table(dataset, Schemas.RUNS, Schemas.RUN_COLUMNS);
    RowFiles.append(table, List.of(row(run)).iterator());
  }

  List<Run> runs(String dataset) {
    List<Run> runs = read(dataset, Schemas.RUNS, Journal::run);
    runs.sort(
        Comparator.comparing(Run::startedAt, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Run::id));
    return runs;
  }

  /**
   * Gives the record of a run another id.
   *
   * @return false if there is no such run
   */
  boolean rename(String dataset, String id, String newId) {
    return change(
        dataset,
        id,
        row -> {
          row.setField("id", newId);
          return row;
        });
  }

  /** Deletes the record of a run; false if there is none. */
  boolean removeRun(String dataset, String id) {
    return change(dataset, id, row -> null);
  }

  private boolean change(String dataset, String id, UnaryOperator<Record> change) {
    Table table = catalog.find(dataset, Schemas.RUNS).orElse(null);
    boolean[] done = new boolean[1];
    if (table != null) {
      CommitRetry.run(
          "change run '" + id + "' of dataset '" + dataset + "'",
          () -> {
            table.refresh();
            done[0] = changeOnce(table, id, change);
          });
    }
    return done[0];
  }

  private static boolean changeOnce(Table table, String id, UnaryOperator<Record> change) {
    Expression that = Expressions.equal("id", id);
    List<RowPositions.Placed> rows =
        table.currentSnapshot() == null
            ? List.of()
            : RowPositions.find(table, that, COLUMNS_OF_RUNS);
    if (rows.isEmpty()) {
      return false;
    }
    RowDelta delta =
        table
            .newRowDelta()
            .addDeletes(RowDeletes.write(table, rows))
            .conflictDetectionFilter(that)
            .validateNoConflictingDeleteFiles()
            .validateDataFilesExist(rows.stream().map(RowPositions.Placed::file).toList())
            .validateFromSnapshot(table.currentSnapshot().snapshotId());
    Record changed = change.apply(row(run(rows.get(0).row())));
    if (changed != null) {
      delta.addRows(RowFiles.write(table, List.of(changed).iterator()));
    }
    try {
      delta.commit();
    } catch (ValidationException e) {
      throw new CommitFailedException(e, "%s", e.getMessage());
    }
    return true;
  }

  private Table table(String dataset, String name, Schema columns) {
    return catalog.loadOrCreate(
        dataset,
        name,
        columns,
        PartitionSpec.unpartitioned(),
        SortOrder.unsorted(),
        Schemas.plain());
  }

  private <T> List<T> read(String dataset, String name, Function<Record, T> convert) {
    List<T> rows = new ArrayList<>();
    Table table = catalog.find(dataset, name).orElse(null);
    if (table == null) {
      return rows;
    }
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      records.forEach(record -> rows.add(convert.apply(record)));
    } catch (IOException e) {
      throw new NearfieldException("Cannot read table " + table.name() + ": " + e.getMessage(), e);
    }
    return rows;
  }

  private static Record row(DeadLetter letter) {
    Record row = GenericRecord.create(Schemas.DEAD_LETTER_COLUMNS);
    row.setField("stage", letter.stage());
    row.setField("source", letter.source());
    row.setField("entity_id", letter.entityId());
    row.setField("reason", letter.reason());
    row.setField("message", letter.message());
    row.setField("attempts", letter.attempts());
    row.setField("at", time(letter.at()));
    row.setField("content_hash", letter.contentHash());
    row.setField("model_hash", letter.modelHash());
    return row;
  }

  private static DeadLetter deadLetter(Record row) {
    Integer attempts = (Integer) row.getField("attempts");
    return new DeadLetter(
        (String) row.getField("stage"),
        (String) row.getField("source"),
        (String) row.getField("entity_id"),
        (String) row.getField("reason"),
        (String) row.getField("message"),
        attempts == null ? 0 : attempts,
        instant(row.getField("at")),
        text(row, "content_hash"),
        text(row, "model_hash"));
  }

  /** Null also where a table from before has no such column. */
  private static String text(Record row, String column) {
    return row.struct().field(column) == null ? null : (String) row.getField(column);
  }

  private static Record row(Run run) {
    Record row = GenericRecord.create(Schemas.RUN_COLUMNS);
    row.setField("id", run.id());
    row.setField("type", run.type());
    row.setField("target", run.target());
    row.setField("state", run.state());
    row.setField("config", run.config());
    row.setField("figures", run.figures());
    row.setField("message", run.message());
    row.setField("started_at", time(run.startedAt()));
    row.setField("finished_at", time(run.finishedAt()));
    return row;
  }

  @SuppressWarnings("unchecked") // the table's own column types
  private static Run run(Record row) {
    return new Run(
        (String) row.getField("id"),
        (String) row.getField("type"),
        (String) row.getField("target"),
        (String) row.getField("state"),
        (Map<String, String>) row.getField("config"),
        (Map<String, Double>) row.getField("figures"),
        (String) row.getField("message"),
        instant(row.getField("started_at")),
        instant(row.getField("finished_at")));
  }

  private static OffsetDateTime time(Instant instant) {
    return instant == null ? null : OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
  }

  private static Instant instant(Object time) {
    return time == null ? null : ((OffsetDateTime) time).toInstant();
  }
}
