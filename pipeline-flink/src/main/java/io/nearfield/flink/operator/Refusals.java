package io.nearfield.flink.operator;

import io.nearfield.connect.api.DeadLetter;
import io.nearfield.connect.kafka.AnswerCodec;
import io.nearfield.connect.kafka.DeadLetterCodec;
import io.nearfield.connect.kafka.LookupAnswer;
import io.nearfield.flink.message.OutgoingMessage;
import java.time.Instant;
import org.apache.flink.util.OutputTag;

/** The side outputs for what cannot be done: refused messages, and answers that say why not. */
public final class Refusals {

  /** For the dead-letter topic. */
  public static final OutputTag<OutgoingMessage> DEAD_LETTERS =
      new OutputTag<>("dead-letters", OutgoingMessage.FORMAT.typeInfo());

  /** For the neighbours topic. */
  public static final OutputTag<OutgoingMessage> ANSWERS =
      new OutputTag<>("answers", OutgoingMessage.FORMAT.typeInfo());

  private static final int MESSAGE_CHARACTERS = 1_000;

  private Refusals() {}

  static OutgoingMessage deadLetter(String source, String entityId, String reason, String message) {
    return new OutgoingMessage(
        entityId,
        DeadLetterCodec.encode(
            new DeadLetter(
                "live", source, entityId, reason, abbreviated(message), 1, Instant.now())));
  }

  static OutgoingMessage error(String requestId, String message) {
    return new OutgoingMessage(
        requestId, AnswerCodec.encode(LookupAnswer.error(requestId, abbreviated(message))));
  }

  static OutgoingMessage answer(LookupAnswer answer, int maxBytes) {
    return new OutgoingMessage(answer.requestId(), AnswerCodec.encode(answer, maxBytes));
  }

  /** One line for people, also of an exception that has none. */
  static String message(Throwable failure) {
    return failure.getMessage() == null
        ? failure.getClass().getSimpleName()
        : abbreviated(failure.getMessage().replaceAll("\\s*\\R\\s*", " "));
  }

  /** Messages quote what was sent; what goes out must fit into any topic all the same. */
  private static String abbreviated(String message) {
    return message.length() <= MESSAGE_CHARACTERS
        ? message
        : message.substring(0, MESSAGE_CHARACTERS) + "...";
  }
}
