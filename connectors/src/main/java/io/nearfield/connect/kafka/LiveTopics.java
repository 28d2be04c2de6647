package io.nearfield.connect.kafka;

import io.nearfield.connect.api.IndexRef;
import java.io.Serializable;
import java.util.List;

/**
 * The four topics of one live index.
 *
 * @param changes upserts and deletes, read by the live job
 * @param lookups questions, read by the live job
 * @param neighbours answers, written by the live job
 * @param deadLetters messages that the live job refused, with the reason
 */
public record LiveTopics(String changes, String lookups, String neighbours, String deadLetters)
    implements Serializable {

  /** {@code nearfield.<dataset>.<index>.changes} and so on. */
  public static LiveTopics of(IndexRef index) {
    String prefix = "nearfield." + index.dataset() + "." + index.name() + ".";
    return new LiveTopics(
        prefix + "changes", prefix + "lookups", prefix + "neighbours", prefix + "dead-letters");
  }

  /** All four. */
  public List<String> all() {
    return List.of(changes, lookups, neighbours, deadLetters);
  }
}
