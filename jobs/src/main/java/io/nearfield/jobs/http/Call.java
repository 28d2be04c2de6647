package io.nearfield.jobs.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.nearfield.connect.api.Suggestion;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One request, as the route that answers it sees it. Used by one thread. */
public final class Call {

  private final Route route;
  private final Map<String, String> path;
  private final Map<String, String> query;
  private final Sent sent;

  /**
   * What came beside the address.
   *
   * @param contentType as sent, or null
   * @param session the cookie of a browser's session, or null
   * @param body the whole body, or null if it is read as it comes
   * @param lines the body as it comes, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Sent(String contentType, String session, byte[] body, InputStream lines) {}

  Call(Route route, Map<String, String> path, Map<String, String> query, Sent sent) {
    this.route = route;
    this.path = path;
    this.query = query;
    this.sent = sent;
    for (String name : query.keySet()) {
      if (route.query(name).isEmpty()) {
        List<String> known = route.query().stream().map(Parameter::name).toList();
        throw HttpProblem.bad(
            "unknown_parameter",
            "Cannot take parameter '"
                + Address.clean(name)
                + "'"
                + (known.isEmpty() ? "; there are none here" : Suggestion.sentence(name, known)),
            Address.clean(name));
      }
    }
  }

  /** What a name in braces of the route's address stands for. */
  public String path(String name) {
    return path.get(name);
  }

  /** A parameter of the query; empty if it is not given or blank. */
  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isBlank());
  }

  /** A whole number of the query, within bounds. */
  public int whole(String name, int otherwise, int least, int most) {
    Optional<String> given = query(name);
    if (given.isEmpty()) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(given.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below, with the value
    }
    throw HttpProblem.bad(
        "invalid_parameter",
        "Cannot take "
            + name
            + " = '"
            + Address.clean(given.get())
            + "': it must be a whole number from "
            + least
            + " to "
            + most,
        name);
  }

  /** A flag of the query: {@code true}, {@code false} or, if only named, true. */
  public boolean flag(String name) {
    String given = query.get(name);
    if (given == null || given.equals("false")) {
      return false;
    }
    if (given.isEmpty() || given.equals("true")) {
      return true;
    }
    throw HttpProblem.bad(
        "invalid_parameter",
        "Cannot take " + name + " = '" + Address.clean(given) + "': it must be true or false",
        name);
  }

  /** The body as a JSON object. */
  public JsonNode json() {
    return Json.object(sent.body());
  }

  /** The body as a record of this type. */
  public <T> T json(Class<T> type) {
    return Json.read(sent.body(), type);
  }

  public boolean isForm() {
    return Form.is(sent.contentType());
  }

  /** The parts of a form. */
  public List<Part> parts() {
    return Form.parts(sent.contentType(), sent.body());
  }

  /** The body as it comes, for routes that take lines. */
  public InputStream lines() {
    return sent.lines();
  }

  public byte[] body() {
    return sent.body();
  }

  String session() {
    return sent.session();
  }

  Route route() {
    return route;
  }
}
