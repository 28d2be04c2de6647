package io.nearfield.jobs.config;

import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which settings are secrets, and how one is referred to: {@code ${env:NAME}} is a variable's
 * value, {@code ${file:/path}} a file's first line. Secrets themselves stand neither on a command
 * line, where other users of the machine see them, nor in a configuration file, which is copied
 * about.
 */
public final class Secrets {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^}]+)}");

  private static final Set<String> LAST =
      Set.of("password", "passwd", "passphrase", "token", "credential", "credentials", "secret");

  private static final Set<String> ANYWHERE = Set.of("secret", "authorization");

  private static final List<String> ENDINGS =
      List.of("api-key", "private-key", "account-key", "access-key", "shared-key");

  private Secrets() {}

  /** Whether a setting of this name is a secret: {@code catalog.credential}, {@code x.password}. */
  public static boolean is(String key) {
    String plain = key.toLowerCase(Locale.ROOT).replace('_', '-');
    List<String> parts = List.of(plain.split("[.-]"));
    return LAST.contains(parts.get(parts.size() - 1))
        || parts.stream().anyMatch(ANYWHERE::contains)
        || ENDINGS.stream().anyMatch(plain::endsWith);
  }

  /** Whether a value is nothing but a reference. */
  static boolean isReference(String value) {
    return REFERENCE.matcher(value.strip()).matches();
  }

  /**
   * A value with its references followed.
   *
   * @param where for messages: {@code "--catalog"} or the configuration file
   * @throws IllegalArgumentException if it is a secret that stands there in plain words
   * @throws NearfieldException if what it refers to is not there
   */
  public static String resolve(
      String key, String value, Map<String, String> environment, String where) {
    if (is(key) && !value.isBlank() && !isReference(value)) {
      throw new IllegalArgumentException(
          "Cannot use secret '"
              + key
              + "' in plain words ("
              + where
              + "); write ${env:NAME} or ${file:/path}, or set it in the environment");
    }
    Matcher references = REFERENCE.matcher(value);
    StringBuilder resolved = new StringBuilder();
    while (references.find()) {
      String target = references.group(2);
      String found =
          references.group(1).equals("env")
              ? environment.get(target)
              : firstLine(key, target, where);
      if (found == null) {
        throw new NearfieldException(
            "Cannot use setting '"
                + key
                + "': there is no variable '"
                + target
                + "' ("
                + where
                + ")");
      }
      references.appendReplacement(resolved, Matcher.quoteReplacement(found));
    }
    return references.appendTail(resolved).toString();
  }

  private static String firstLine(String key, String file, String where) {
    try {
      return Files.readString(Path.of(file)).lines().findFirst().orElse("").strip();
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot use setting '" + key + "': file '" + file + "' cannot be read (" + where + ")",
          e);
    }
  }
}
