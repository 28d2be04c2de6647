package io.nearfield.jobs.http;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The address of a request, taken apart: segments are separated before they are decoded, so that an
 * id may hold any character, and none of them can mean another route.
 */
public final class Address {

  private static final int MOST_PARAMETERS = 64;

  private Address() {}

  /** The decoded segments of a raw path; {@code /} has none. */
  static List<String> segments(String rawPath) {
    List<String> segments = new ArrayList<>();
    for (String segment : rawPath.substring(rawPath.startsWith("/") ? 1 : 0).split("/", -1)) {
      segments.add(decoded(segment.replace("+", "%2B"), "path"));
    }
    return segments.size() == 1 && segments.get(0).isEmpty() ? List.of() : segments;
  }

  /** The decoded parameters of a raw query. */
  static Map<String, String> parameters(String rawQueryOrNull) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (rawQueryOrNull == null || rawQueryOrNull.isEmpty()) {
      return parameters;
    }
    for (String pair : rawQueryOrNull.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals), "query");
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1), "query");
      if (parameters.putIfAbsent(name, value) != null) {
        throw HttpProblem.bad(
            "repeated_parameter", "Cannot take parameter '" + clean(name) + "' twice", clean(name));
      }
      if (parameters.size() > MOST_PARAMETERS) {
        throw HttpProblem.bad(
            "malformed_address", "Cannot take more than " + MOST_PARAMETERS + " parameters", null);
      }
    }
    return parameters;
  }

  /** A segment or parameter as it is written in an address. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** What was sent, fit to be repeated in a message. */
  static String clean(String text) {
    String shown = text.replaceAll("\\p{Cntrl}", "?");
    return shown.length() <= 60 ? shown : shown.substring(0, 57) + "...";
  }

  private static String decoded(String text, String where) {
    String decoded;
    try {
      decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw malformed(where);
    }
    if (decoded.indexOf('\uFFFD') >= 0 || decoded.indexOf('\0') >= 0) {
      throw malformed(where);
    }
    return decoded;
  }

  private static HttpProblem malformed(String where) {
    return HttpProblem.bad(
        "malformed_address",
        "Cannot read the " + where + " of the address: it must be percent-encoded UTF-8",
        null);
  }
}
