package io.nearfield.connect.kafka;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.json.Messages;
import java.time.Instant;
import java.util.List;

/**
 * Refused messages as JSON:
 *
 * <pre>{@code
 * {"stage": "live", "source": "nearfield.shop.main.changes-0@17", "id": "sku-1",
 *  "reason": "malformed-change", "message": "Cannot read change: ...", "attempts": 1,
 *  "at": "2026-01-31T12:00:00Z"}
 * }</pre>
 *
 * <p>{@code source} is topic, partition and offset of the refused message. Thread-safe.
 */
public final class DeadLetterCodec {

  private static final List<String> FIELDS =
      List.of("schema", "stage", "source", "id", "reason", "message", "attempts", "at");

  private DeadLetterCodec() {}

  public static byte[] encode(DeadLetter letter) {
    ObjectNode message =
        Messages.message().put("stage", letter.stage()).put("source", letter.source());
    if (letter.entityId() != null) {
      message.put("id", letter.entityId());
    }
    return Messages.write(
        message
            .put("reason", letter.reason())
            .put("message", letter.message())
            .put("attempts", letter.attempts())
            .put("at", letter.at().toString()));
  }

  /**
   * Reads a refusal.
   *
   * @throws IllegalArgumentException if the message is none
   */
  public static DeadLetter decode(byte[] message) {
    ObjectNode object = Messages.readAny(message, "dead letter", FIELDS);
    return new DeadLetter(
        Messages.requiredString(object, "stage", "dead letter"),
        Messages.requiredString(object, "source", "dead letter"),
        Messages.string(object, "id", "dead letter"),
        Messages.requiredString(object, "reason", "dead letter"),
        Messages.requiredString(object, "message", "dead letter"),
        (int)
            Messages.whole(
                object, "attempts", "dead letter", new Messages.Range(0, Integer.MAX_VALUE, 1)),
        Instant.parse(Messages.requiredString(object, "at", "dead letter")));
  }
}
