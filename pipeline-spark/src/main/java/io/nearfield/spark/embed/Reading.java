package io.nearfield.spark.embed;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.embed.Outcome;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/**
 * A content, or why it could not be had.
 *
 * @param content null if it could not
 * @param refusal null if it could
 */
record Reading(Content content, Outcome refusal) {

  /** Reasons that are not the content's fault and may pass. */
  static final Set<String> PASSING = Set.of("missing-file", "unreadable-file", "content-changed");

  private static final int TRIES = 3;
  private static final long FIRST_PAUSE_MILLIS = 200;

  /** Reads; a file system that stumbles is asked again, a little later. */
  static Reading of(ContentReader reader, Row entity, Configuration hadoop) {
    for (int attempt = 1; ; attempt++) {
      try {
        return new Reading(reader.read(entity, hadoop), null);
      } catch (FileNotFoundException e) {
        return refused("missing-file", "Cannot find the picture any more", attempt);
      } catch (IOException e) {
        if (attempt == TRIES) {
          return refused("unreadable-file", "Cannot read it: " + e.getMessage(), attempt);
        }
        pause(FIRST_PAUSE_MILLIS << attempt);
      } catch (ContentChangedException e) {
        return refused("content-changed", e.getMessage(), attempt);
      } catch (NearfieldException | IllegalArgumentException e) {
        return refused("unfit-content", String.valueOf(e.getMessage()), attempt);
      }
    }
  }

  private static Reading refused(String reason, String message, int attempts) {
    return new Reading(null, Outcome.refused(reason, message, attempts));
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot go on embedding: the task was ended", e);
    }
  }
}
