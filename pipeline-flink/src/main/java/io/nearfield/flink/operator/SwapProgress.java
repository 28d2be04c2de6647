package io.nearfield.flink.operator;

import io.nearfield.flink.message.Edition;
import io.nearfield.flink.message.EditionEvent.Step;
import java.util.Collection;

/** One swap, and which step the reports allow. Not thread-safe. */
final class SwapProgress {

  private final Edition old;
  private final Edition next;
  private final long token;
  private boolean served;

  SwapProgress(Edition old, Edition next, long token) {
    this.old = old;
    this.next = next;
    this.token = token;
  }

  Edition old() {
    return old;
  }

  Edition next() {
    return next;
  }

  long token() {
    return token;
  }

  /** Notes that the next edition serves; false if it did before. */
  boolean serve() {
    boolean first = !served;
    served = true;
    return first;
  }

  /** The step that is reached. What fails after the edition serves changes nothing any more. */
  Step after(Collection<Report> reports) {
    if (served) {
      return isAll(reports, Report.Kind.PROBER_CLOSED) ? Step.RETIRE : Step.SERVE;
    }
    if (failure(reports) != null) {
      return Step.ABANDON;
    }
    return isAll(reports, Report.Kind.PARTITION_READY) && isAll(reports, Report.Kind.PROBER_READY)
        ? Step.SERVE
        : Step.PREPARE;
  }

  /** Why it cannot be prepared, by whoever said so; null if nobody did. */
  String failure(Collection<Report> reports) {
    return reports.stream()
        .filter(report -> report.kind() == Report.Kind.FAILED)
        .map(Report::message)
        .findAny()
        .orElse(null);
  }

  /** Whether as many have said so as each of them says there are. */
  private static boolean isAll(Collection<Report> reports, Report.Kind kind) {
    int parts =
        reports.stream()
            .filter(report -> report.kind() == kind)
            .mapToInt(Report::parts)
            .max()
            .orElse(Integer.MAX_VALUE);
    return reports.stream()
            .filter(report -> report.kind() == kind)
            .mapToInt(Report::part)
            .distinct()
            .count()
        == parts;
  }
}
