package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.IndexRef;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * What a live job writes into the summary of each snapshot that it commits: who it was, how far it
 * had come, and which changes the table shows from then on.
 *
 * <table>
 *   <caption>Keys of the summary</caption>
 *   <tr><td>{@code nearfield.live.index}</td><td>whose live job: {@code dataset.name}</td></tr>
 *   <tr><td>{@code nearfield.live.lineage}</td><td>drawn anew each time the job is submitted</td></tr>
 *   <tr><td>{@code nearfield.live.checkpoint}</td><td>the last checkpoint in it</td></tr>
 *   <tr><td>{@code nearfield.live.offsets}</td><td>{@link CoveredOffsets}</td></tr>
 *   <tr><td>{@code nearfield.live.generation}</td><td>of an index table: that these entries are complete in; absent elsewhere</td></tr>
 * </table>
 *
 * @param index whose live job
 * @param lineage drawn anew each time the job is submitted, later ones order behind; its
 *     checkpoints are never numbered twice. A job that was submitted to go on from checkpoint n
 *     shares the changes up to n with the lineage that made it, and may number others again
 * @param checkpoint the last checkpoint of the lineage whose changes are all in it
 * @param offsets which changes the table shows
 * @param generation of an index table: the generation that shows them; -1 elsewhere, and while no
 *     generation is complete
 */
public record LiveMark(
    IndexRef index, String lineage, long checkpoint, CoveredOffsets offsets, long generation) {

  static final String INDEX = "nearfield.live.index";
  private static final String LINEAGE = "nearfield.live.lineage";
  private static final String CHECKPOINT = "nearfield.live.checkpoint";
  private static final String OFFSETS = "nearfield.live.offsets";
  private static final String GENERATION = "nearfield.live.generation";

  public LiveMark withGeneration(long newGeneration) {
    return new LiveMark(index, lineage, checkpoint, offsets, newGeneration);
  }

  /** Whether everything up to a checkpoint of a lineage has been committed by then. */
  boolean includes(String itsLineage, long itsCheckpoint) {
    return lineage.equals(itsLineage) && checkpoint >= itsCheckpoint;
  }

  /** Hands over the summary's keys and values. */
  public void forEach(BiConsumer<String, String> summary) {
    summary.accept(INDEX, index.toString());
    summary.accept(LINEAGE, lineage);
    summary.accept(CHECKPOINT, Long.toString(checkpoint));
    summary.accept(OFFSETS, offsets.toString());
    if (generation >= 0) {
      summary.accept(GENERATION, Long.toString(generation));
    }
  }

  /** The mark of a snapshot, if a live job of any index committed it. */
  public static Optional<LiveMark> of(Snapshot snapshot) {
    var summary = snapshot.summary();
    String index = summary.get(INDEX);
    if (index == null) {
      return Optional.empty();
    }
    int dot = index.indexOf('.');
    return Optional.of(
        new LiveMark(
            new IndexRef(index.substring(0, dot), index.substring(dot + 1)),
            summary.get(LINEAGE),
            Long.parseLong(summary.get(CHECKPOINT)),
            CoveredOffsets.parse(summary.get(OFFSETS)),
            Long.parseLong(summary.getOrDefault(GENERATION, "-1"))));
  }

  /**
   * The newest mark that the live job of an index left in a snapshot or the ones before it. Walks
   * back until it finds one; reads table metadata alone.
   *
   * @param snapshot its id, or null for a table without any
   * @return empty if there is none, or the snapshot has been expired
   */
  public static Optional<LiveMark> newest(Table table, Long snapshot, IndexRef index) {
    for (Snapshot at = find(table, snapshot); at != null; at = find(table, at.parentId())) {
      Optional<LiveMark> mark = of(at).filter(found -> found.index().equals(index));
      if (mark.isPresent()) {
        return mark;
      }
    }
    return Optional.empty();
  }

  /** The same, for entries of one generation. */
  static Optional<LiveMark> newest(Table table, Long snapshot, IndexRef index, long generation) {
    for (Snapshot at = find(table, snapshot); at != null; at = find(table, at.parentId())) {
      Optional<LiveMark> mark =
          of(at).filter(m -> m.index().equals(index) && m.generation() == generation);
      if (mark.isPresent()) {
        return mark;
      }
    }
    return Optional.empty();
  }

  private static Snapshot find(Table table, Long snapshot) {
    return snapshot == null ? null : table.snapshot(snapshot);
  }
}
