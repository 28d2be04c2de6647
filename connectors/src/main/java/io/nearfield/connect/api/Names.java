package io.nearfield.connect.api;

import java.util.regex.Pattern;

/**
 * The rules for names that become parts of table names and folders, and for entity ids. They are
 * narrow on purpose: a name that passes here needs no quoting in a path and cannot leave its
 * folder.
 */
public final class Names {

  /** The longest entity id, in characters. */
  public static final int MAX_ENTITY_ID = 1024;

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,62}");

  private Names() {}

  /**
   * Returns {@code name} if it may name a dataset, feature set or index.
   *
   * @param what what is being named, for the message: {@code "dataset"}, {@code "index"}
   * @throws IllegalArgumentException if it may not
   */
  public static String check(String what, String name) {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Cannot use "
              + what
              + " name '"
              + name
              + "': a name starts with a letter and has at most 63 letters, digits, '_' or '-'");
    }
    return name;
  }

  /**
   * Returns {@code id} if it may identify an entity: not blank, at most {@value #MAX_ENTITY_ID}
   * characters, no control character.
   *
   * @throws IllegalArgumentException if it may not
   */
  public static String checkEntityId(String id) {
    if (id == null || id.isBlank()) {
      throw new IllegalArgumentException("Cannot use a blank entity id; give each item an id");
    }
    if (id.length() > MAX_ENTITY_ID) {
      throw new IllegalArgumentException(
          "Cannot use entity id '"
              + id.substring(0, 40)
              + "...': "
              + id.length()
              + " characters, at most "
              + MAX_ENTITY_ID
              + " are allowed");
    }
    if (id.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "Cannot use entity id '"
              + id.replaceAll("\\p{Cntrl}", "?")
              + "': it holds a control character");
    }
    return id;
  }
}
