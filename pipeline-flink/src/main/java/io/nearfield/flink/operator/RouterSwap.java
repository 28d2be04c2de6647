package io.nearfield.flink.operator;

import io.nearfield.flink.message.EditionEvent;
import io.nearfield.flink.message.EditionEvent.Step;
import io.nearfield.flink.message.Marker;
import java.util.concurrent.CompletableFuture;

/** How far a router's subtask is with preparing the next edition. */
final class RouterSwap {

  private final EditionEvent event;
  private final CompletableFuture<OpenBase> opened;
  private final CompletableFuture<RoutedEdition> located;
  private boolean announced;
  private boolean swept;

  /** Begins to load what the router needs of it. */
  RouterSwap(EditionEvent event, Base base, OwnKeys own, Background background) {
    if (event.step() != Step.PREPARE) {
      throw new IllegalArgumentException("a swap begins with PREPARE, not " + event.step());
    }
    this.event = event;
    this.opened = background.submit(() -> OpenBase.of(base.at(event.edition())));
    this.located = background.submit(() -> RoutedEdition.load(base, event.edition(), own));
  }

  EditionEvent event() {
    return event;
  }

  /** What to say to the partitions at a step. */
  Marker marker(Marker.Kind kind, OwnKeys own) {
    return new Marker(kind, event.edition(), event.token(), own.subtask(), own.parallelism());
  }

  /** The codebooks, once: when they have just been opened. */
  OpenBase toAnnounce() {
    if (announced || !opened.isDone() || opened.isCompletedExceptionally()) {
      return null;
    }
    announced = true;
    return opened.join();
  }

  /** Whether partitions have been told of the edition. */
  boolean isAnnounced() {
    return announced;
  }

  OpenBase open() {
    return opened.join();
  }

  /** The edition, once: when it has just been loaded. */
  RoutedEdition toSweep() {
    if (swept || !announced || !located.isDone() || located.isCompletedExceptionally()) {
      return null;
    }
    swept = true;
    return located.join();
  }

  /** Whether there is still something to come. */
  boolean isLoading() {
    return !swept;
  }

  /** Why it cannot be prepared, or null. */
  Throwable failure() {
    CompletableFuture<?> failed =
        opened.isCompletedExceptionally()
            ? opened
            : located.isCompletedExceptionally() ? located : null;
    return failed == null ? null : failed.handle((value, failure) -> failure).join();
  }
}
