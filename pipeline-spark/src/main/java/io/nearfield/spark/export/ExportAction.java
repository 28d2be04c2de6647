package io.nearfield.spark.export;

import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.api.Progress;
import io.nearfield.connect.export.ExportManifest;
import io.nearfield.connect.export.ExportPosition;
import io.nearfield.connect.export.ExportedFile;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.spark.export.ExportJournal.Last;
import io.nearfield.spark.export.ExportOptions.Mode;
import io.nearfield.spark.export.Publication.There;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Snapshot;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/**
 * Exports items, vectors or an index to files.
 *
 * <p>What is exported is one state of the tables, pinned at the start. It is gathered aside and
 * published at once with its manifest; a run that is killed before has changed nothing, and one
 * that is killed after is taken as done by the next. Nothing is written if nothing is new.
 *
 * <pre>{@code
 * ExportReport report = new ExportAction(spark, lake, Progress.SILENT).run(options);
 * }</pre>
 */
public final class ExportAction {

  /** Which generation of an index serves, beside the snapshots of its table. */
  private static final String GENERATION = ".generation";

  private final SparkSession spark;
  private final Lake lake;
  private final Progress progress;
  private final Faults faults;

  /** Where a test may kill a run. */
  interface Faults {
    Faults NONE = point -> {};

    /**
     * @param point {@code written} before publishing, {@code published} before noting it
     */
    void at(String point);
  }

  public ExportAction(SparkSession spark, Lake lake, Progress progress) {
    this(spark, lake, progress, Faults.NONE);
  }

  ExportAction(SparkSession spark, Lake lake, Progress progress, Faults faults) {
    this.spark = spark;
    this.lake = lake;
    this.progress = progress;
    this.faults = faults;
  }

  /**
   * Exports, and records the run.
   *
   * @throws IllegalArgumentException if the options do not fit the dataset
   * @throws NearfieldException if something else lies at the target, or files cannot be written
   */
  public ExportReport run(ExportOptions options) {
    lake.requireDataset(options.dataset());
    ExportJournal journal = new ExportJournal(lake, options);
    try {
      return new Export(options, journal).run();
    } catch (IOException e) {
      NearfieldException told =
          new NearfieldException(
              "Cannot export to '%s': %s (--to)"
                  .formatted(Folders.withoutSecrets(options.to()), e.getMessage()),
              e);
      journal.failed(told);
      throw told;
    } catch (Throwable e) { // also Spark's checked exceptions
      journal.failed(e);
      throw e;
    }
  }

  /** One run. */
  private final class Export {
    private final ExportOptions options;
    private final ExportJournal journal;
    private final List<FeatureSet> sets = new ArrayList<>();
    private final Folders folders;
    private final Path base;
    private final ExportPosition now;

    Export(ExportOptions options, ExportJournal journal) {
      this.options = options;
      this.journal = journal;
      for (String set : options.selection().featureSets()) {
        sets.add(lake.requireFeatureSet(options.dataset(), set));
      }
      Path to = new Path(options.to());
      this.folders = Folders.of(to, spark.sessionState().newHadoopConf());
      this.base = folders.absolute(to);
      this.now = position();
    }

    private ExportPosition position() {
      SortedMap<String, Long> snapshots = new TreeMap<>();
      if (options.selection().index() != null) {
        IndexTable index = lake.index(options.selection().index());
        snapshots.put(index.tableName(), snapshot(index.tableName()));
        snapshots.put(index.tableName() + GENERATION, index.requireActive().number());
      } else {
        snapshots.put(Lake.ITEMS, snapshot(Lake.ITEMS));
        for (FeatureSet set : sets) {
          snapshots.put(Lake.featureTable(set.name()), snapshot(Lake.featureTable(set.name())));
        }
      }
      return new ExportPosition(snapshots);
    }

    private long snapshot(String table) {
      if (!lake.exists(options.dataset(), table)) {
        return ExportPosition.NONE;
      }
      Snapshot snapshot = lake.table(options.dataset(), table).currentSnapshot();
      return snapshot == null ? ExportPosition.NONE : snapshot.snapshotId();
    }

    ExportReport run() throws IOException {
      return options.mode() == Mode.CHANGES ? changes() : everything();
    }

    private ExportReport everything() throws IOException {
      Publication place = place(base);
      There there = place.look();
      if (there instanceof There.Foreign foreign) {
        throw occupied(base, foreign.what());
      }
      if (there instanceof There.Whole whole) {
        ExportManifest manifest = whole.manifest();
        requireSame(manifest, base);
        if (manifest.since() == null && manifest.position().equals(now)) {
          return nothingNew(base, 0);
        }
        if (options.mode() != Mode.REPLACE) {
          throw occupied(
              base,
              "an earlier export '"
                  + manifest.about().name()
                  + "'; export what changed with --since last, or all of it anew with --replace");
        }
      }
      return write(place, base, Last.NONE, 0, there instanceof There.Whole);
    }

    private ExportReport changes() throws IOException {
      if (folders.manifest(base) != null) {
        throw occupied(base, "an export of everything; name another folder for the changes");
      }
      Last last = journal.last();
      while (true) {
        Path target = new Path(base, "%06d".formatted(last.sequence() + 1));
        Publication place = place(target);
        There there = place.look();
        if (there instanceof There.Foreign foreign) {
          throw occupied(target, foreign.what());
        }
        if (there instanceof There.Whole whole) {
          ExportManifest manifest = whole.manifest();
          requireSame(manifest, target);
          if (Objects.equals(manifest.since(), last.position())) {
            // A run was killed between publishing this and noting it.
            journal.adopted(Folders.withoutSecrets(target.toString()), manifest);
            last = new Last(manifest.about().sequence(), manifest.position());
            continue;
          }
          throw occupied(target, "an export that did not follow the last one noted");
        }
        if (now.equals(last.position())) {
          return nothingNew(base, last.sequence());
        }
        return write(place, target, last, last.sequence() + 1, false);
      }
    }

    private Publication place(Path target) {
      return new Publication(
          folders, target, options.dataset() + "." + options.name(), journal.runId());
    }

    private ExportReport nothingNew(Path folder, long sequence) {
      ExportReport report = new ExportReport(Folders.withoutSecrets(folder.toString()), null);
      journal.succeeded(report, now, sequence);
      return report;
    }

    private ExportReport write(
        Publication place, Path target, Last last, long sequence, boolean replace)
        throws IOException {
      place.begin();
      try {
        progress.begin("exporting " + options.dataset(), -1);
        ExportManifest manifest = written(place.aside(), last, sequence);
        progress.end("");
        if (last.position() != null
            && manifest.counts().get("rows") == 0
            && manifest.counts().get("removed") == 0) {
          place.discard();
          return nothingNew(base, last.sequence());
        }
        faults.at("written");
        place.publish(manifest, replace);
        faults.at("published");
        ExportReport report = new ExportReport(Folders.withoutSecrets(target.toString()), manifest);
        journal.succeeded(report, now, sequence);
        return report;
      } catch (Throwable e) { // also Spark's checked exceptions
        place.discard();
        throw e;
      }
    }

    private ExportManifest written(Path aside, Last last, long sequence) throws IOException {
      ExportManifest.About about =
          new ExportManifest.About(
              options.dataset(),
              options.name(),
              sequence,
              journal.runId(),
              journal.started(),
              options.selection().words());
      Map<String, String> models = new TreeMap<>();
      sets.forEach(set -> models.put(set.name(), set.model().name() + "@" + set.model().hash()));
      if (options.selection().index() != null) {
        IndexTable index = lake.index(options.selection().index());
        Generation generation = index.generation(now.of(index.tableName() + GENERATION));
        models.put(
            generation.featureSet(), generation.model().name() + "@" + generation.model().hash());
        List<ExportedFile> files = new FaissExport(index, generation, folders, aside).write();
        return new ExportManifest(
            about,
            now,
            null,
            counts(files, 0),
            Map.of("spec", generation.spec().toString(), "metric", generation.metric().name()),
            files,
            models);
      }
      ExportRows rows = new ExportRows(spark, lake, options.selection(), sets);
      Dataset<Row> current = rows.at(options.dataset(), now);
      Changes changes =
          last.position() == null
              ? Changes.everything(current)
              : Changes.between(before(rows, last), current);
      List<ExportedFile> files = new ArrayList<>();
      TableFiles tables = new TableFiles(spark, folders, aside, options.maxRowsPerFile());
      ExportFormat format = options.selection().format();
      files.addAll(
          format.ofVectors()
              ? new VectorFiles(spark, folders, aside)
                  .write(changes.rows(), format, sets.get(0).dimension())
              : tables.write(changes.rows(), format, ExportedFile.DATA));
      long removed = 0;
      if (changes.removed() != null) {
        List<ExportedFile> gone =
            tables.write(changes.removed(), ExportFormat.JSONL, ExportedFile.REMOVED);
        files.addAll(gone);
        removed = gone.stream().mapToLong(ExportedFile::rows).sum();
      }
      Map<String, String> schema = new LinkedHashMap<>();
      for (StructField field : current.schema().fields()) {
        schema.put(field.name(), field.dataType().simpleString());
      }
      return new ExportManifest(
          about, now, last.position(), counts(files, removed), schema, files, models);
    }

    private Dataset<Row> before(ExportRows rows, Last last) {
      for (Map.Entry<String, Long> one : last.position().snapshots().entrySet()) {
        if (one.getValue() != ExportPosition.NONE
            && lake.table(options.dataset(), one.getKey()).snapshot(one.getValue()) == null) {
          throw new NearfieldException(
              "Cannot export what changed since the last '%s': snapshot %d of table %s has expired; export everything under another --name"
                  .formatted(options.name(), one.getValue(), one.getKey()));
        }
      }
      return rows.at(options.dataset(), last.position());
    }

    private Map<String, Long> counts(List<ExportedFile> files, long removed) {
      Map<String, Long> counts = new TreeMap<>();
      counts.put(
          "rows",
          files.stream()
              .filter(file -> file.kind().equals(ExportedFile.DATA))
              .mapToLong(ExportedFile::rows)
              .sum());
      counts.put("removed", removed);
      return counts;
    }

    private void requireSame(ExportManifest manifest, Path folder) {
      boolean same =
          manifest.about().dataset().equals(options.dataset())
              && manifest.about().name().equals(options.name())
              && manifest.about().selection().equals(options.selection().words());
      if (!same) {
        throw occupied(
            folder,
            "another export: '%s' of dataset '%s', %s"
                .formatted(
                    manifest.about().name(),
                    manifest.about().dataset(),
                    manifest.about().selection()));
      }
    }

    private NearfieldException occupied(Path folder, String what) {
      return new NearfieldException(
          "Cannot export to '%s': there is %s (--to)"
              .formatted(Folders.withoutSecrets(folder.toString()), what));
    }
  }
}
