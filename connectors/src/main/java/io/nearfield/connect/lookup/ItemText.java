package io.nearfield.connect.lookup;

import java.util.List;

/**
 * What an item says, for people who read an answer.
 *
 * @param uri where it came from
 * @param mediaType IANA media type
 * @param text its text, or null for pictures
 * @param labels what was seen on a picture, each once
 */
public record ItemText(String uri, String mediaType, String text, List<String> labels) {
  public ItemText {
    labels = List.copyOf(labels);
  }
}
