package io.nearfield.flink.message;

import java.io.IOException;
import java.util.List;

/** All formats by name. */
final class WireFormats {

  private static final List<WireFormat<?>> ALL =
      List.of(
          RawMessage.FORMAT,
          EntityChange.FORMAT,
          Question.FORMAT,
          Outcome.CHANGE_FORMAT,
          Outcome.QUESTION_FORMAT,
          EntityMessage.FORMAT,
          BaseQuestion.FORMAT,
          Edition.FORMAT,
          EditionEvent.FORMAT,
          PartitionChange.FORMAT,
          PartitionLookup.FORMAT,
          PartialAnswer.FORMAT,
          OutgoingMessage.FORMAT,
          EntityState.FORMAT,
          DeltaEntry.FORMAT,
          PartVector.FORMAT,
          TableChange.FORMAT,
          Staged.FORMAT,
          MergeState.FORMAT);

  private WireFormats() {}

  static List<WireFormat<?>> all() {
    return ALL;
  }

  static WireFormat<?> named(String name) throws IOException {
    for (WireFormat<?> format : ALL) {
      if (format.name().equals(name)) {
        return format;
      }
    }
    throw new IOException("Cannot read state of unknown format '" + name + "'");
  }
}
