package io.nearfield.flink.operator;

import io.nearfield.flink.message.EditionEvent;
import java.util.concurrent.CompletableFuture;

/**
 * Opens the next edition's codebooks for a subtask that sends lookups, and reports how far it is.
 */
final class ProberSwap implements AutoCloseable {

  private final Base base;
  private final OwnKeys own;
  private final Board board;
  private final Background background = new Background("nearfield-codebooks");
  private CompletableFuture<OpenBase> next;

  ProberSwap(Base base, OwnKeys own, Board board) {
    this.base = base;
    this.own = own;
    this.board = board;
  }

  void prepare(EditionEvent event) {
    next =
        background.submit(
            () -> {
              try {
                OpenBase opened = OpenBase.of(base.at(event.edition()));
                board.report(report(event, Report.Kind.PROBER_READY));
                return opened;
              } catch (RuntimeException e) {
                board.report(Report.failed(event.token(), own.subtask(), e));
                throw e;
              }
            });
  }

  /** What was prepared; it has been reported as ready before. */
  OpenBase opened() {
    OpenBase opened = next.join();
    next = null;
    return opened;
  }

  void closed(EditionEvent event) {
    background.run(() -> board.report(report(event, Report.Kind.PROBER_CLOSED)));
  }

  void abandon() {
    next = null;
  }

  private Report report(EditionEvent event, Report.Kind kind) {
    return new Report(event.token(), kind, own.subtask(), own.parallelism(), null);
  }

  @Override
  public void close() {
    background.close();
  }
}
