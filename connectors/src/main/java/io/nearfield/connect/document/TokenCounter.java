package io.nearfield.connect.document;

/** Says how many tokens a text has. */
@FunctionalInterface
public interface TokenCounter {

  /** 0 or more. */
  int count(String text);
}
