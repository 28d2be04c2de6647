package io.nearfield.connect.iceberg;

import io.nearfield.connect.api.NearfieldException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;

/** Commits that read, decide and write, and that start again when somebody else was faster. */
final class CommitRetry {

  private static final int ATTEMPTS = 60;
  private static final long LONGEST_WAIT_MS = 500;

  private CommitRetry() {}

  /** Runs {@code commit} until it meets no conflict; it must read the table anew each time. */
  static void run(String what, Runnable commit) {
    for (int attempt = 1; ; attempt++) {
      try {
        commit.run();
        return;
      } catch (CommitFailedException e) {
        if (attempt == ATTEMPTS) {
          throw new NearfieldException(
              "Cannot " + what + ": other writers were faster " + attempt + " times; try again", e);
        }
        pause(attempt);
      }
    }
  }

  /**
   * Changes table properties in one commit that fails, and is tried again on the new properties, if
   * anything else changed the table in between. {@code UpdateProperties} would not do: it merges
   * its fixed values into whatever is there.
   */
  static void properties(Table table, String what, Consumer<Map<String, String>> change) {
    TableOperations operations = ((HasTableOperations) table).operations();
    run(
        what,
        () -> {
          TableMetadata base = operations.refresh();
          Map<String, String> properties = new HashMap<>(base.properties());
          change.accept(properties);
          if (!properties.equals(base.properties())) {
            operations.commit(base, base.replaceProperties(properties));
          }
        });
  }

  private static void pause(int attempt) {
    long longest = Math.min(LONGEST_WAIT_MS, 10L << Math.min(attempt, 10));
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NearfieldException("Cannot finish a commit: interrupted", e);
    }
  }
}
