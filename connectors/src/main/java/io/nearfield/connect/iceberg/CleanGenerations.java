package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.Generation.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * Deletes the rows of generations that nobody will ask again: REJECTED ones, RETIRED ones beyond
 * those kept for a rollback, and BUILDING ones that were left behind a day ago. Whole files go, by
 * metadata alone; what a generation was and how it was graded stays on record.
 */
public final class CleanGenerations {

  /** So many RETIRED generations keep their rows unless somebody says otherwise. */
  public static final int KEEP_RETIRED = 2;

  private static final Duration LEFT_BEHIND = Duration.ofDays(1);

  private CleanGenerations() {}

  /** Cleans and returns the numbers of the generations whose rows are gone now. */
  public static Set<Long> clean(Lake lake, IndexTable index, Instant now) {
    return clean(lake, index, now, KEEP_RETIRED);
  }

  /**
   * The same, with another number of RETIRED generations that keep their rows. The one that serves
   * is never touched.
   */
  public static Set<Long> clean(Lake lake, IndexTable index, Instant now, int keepRetired) {
    Set<Long> dead = dead(index.generations(), now, keepRetired);
    if (!dead.isEmpty()) {
      Expression rows = Expressions.in("generation", dead.toArray());
      delete(lake.table(index.ref().dataset(), index.tableName()), rows);
      delete(lake.table(index.ref().dataset(), index.codebookTableName()), rows);
    }
    return dead;
  }

  private static Set<Long> dead(List<Generation> generations, Instant now, int keepRetired) {
    Set<Long> dead = new TreeSet<>();
    List<Generation> retired = new ArrayList<>();
    for (Generation generation : generations) {
      boolean leftBehind =
          generation.state() == State.BUILDING
              && generation.createdAt().isBefore(now.minus(LEFT_BEHIND));
      if (generation.state() == State.REJECTED || leftBehind) {
        dead.add(generation.number());
      } else if (generation.state() == State.RETIRED) {
        retired.add(generation);
      }
    }
    retired.sort(Comparator.comparingLong(Generation::number).reversed());
    retired.stream().skip(keepRetired).forEach(generation -> dead.add(generation.number()));
    return dead;
  }

  private static void delete(Table table, Expression rows) {
    if (table.currentSnapshot() == null) {
      return;
    }
    try (var files = table.newScan().filter(rows).planFiles()) {
      if (!files.iterator().hasNext()) {
        return; // gone already: no empty commit
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the files of " + table.name(), e);
    }
    table.newDelete().deleteFromRowFilter(rows).commit();
  }
}
