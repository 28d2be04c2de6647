package io.nearfield.jobs.http;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One thing that can be asked for: its address, what it takes and gives, and who answers. What the
 * server checks and what the OpenAPI document says both come from here. Immutable.
 */
public final class Route {

  /** Who may call it, where a token is needed at all. */
  public enum Access {
    /** Everybody. */
    OPEN,
    /** Who has the token, or a session that was opened with it. */
    TOKEN
  }

  /** How a call's body comes. */
  public enum Intake {
    /** There is none. */
    NONE,
    /** JSON, read as a whole. */
    JSON,
    /** JSON that may be as long as a file. */
    LARGE_JSON,
    /** JSON, or a form with a file; read as a whole. */
    UPLOAD,
    /** Lines of JSON, read one after another. */
    LINES
  }

  /** What a call costs. */
  public enum Weight {
    /** Answered from what is in memory. */
    LIGHT,
    /** Searches, reads tables or files: bounded in number. */
    HEAVY
  }

  /** Answers a call. */
  @FunctionalInterface
  public interface Action {
    Reply answer(Call call) throws Exception;
  }

  /**
   * What people are told of it.
   *
   * @param id unique among all routes, for generated clients
   * @param summary one line
   * @param body what JSON it takes, or null
   * @param answer what JSON it gives, or null
   * @param ofMany whether it gives a list of those
   * @param mediaType of what it gives
   * @param status of an answer that is no error
   */
  record Doc(
      String id,
      String summary,
      Type body,
      Type answer,
      boolean ofMany,
      String mediaType,
      int status) {}

  private final String method;
  private final String template;
  private final List<Parameter> query;
  private final Access access;
  private final Intake intake;
  private final Weight weight;
  private final Doc doc;
  private final Action action;

  private Route(
      String method,
      String template,
      List<Parameter> query,
      Access access,
      Intake intake,
      Weight weight,
      Doc doc,
      Action action) {
    this.method = method;
    this.template = template;
    this.query = query;
    this.access = access;
    this.intake = intake;
    this.weight = weight;
    this.doc = doc;
    this.action = action;
  }

  /**
   * A route that answers 501 until {@link #by} says who answers.
   *
   * @param method {@code GET}, {@code POST}, ...
   * @param template as {@code /api/v1/datasets/{dataset}}
   * @param id unique among all routes
   * @param summary one line
   */
  public static Route of(String method, String template, String id, String summary) {
    return new Route(
        method,
        template,
        List.of(),
        Access.TOKEN,
        Intake.NONE,
        Weight.LIGHT,
        new Doc(id, summary, null, null, false, "application/json", 200),
        call -> {
          throw new HttpProblem(501, "not_implemented", "Cannot answer " + id + " yet", null);
        });
  }

  public static Route get(String template, String id, String summary) {
    return of("GET", template, id, summary);
  }

  /** With another parameter in the query. */
  public Route query(String name, Parameter.Kind kind, String meaning) {
    List<Parameter> more =
        Stream.concat(query.stream(), Stream.of(new Parameter(name, kind, meaning))).toList();
    return new Route(method, template, more, access, intake, weight, doc, action);
  }

  /** Callable without a token. */
  public Route open() {
    return new Route(method, template, query, Access.OPEN, intake, weight, doc, action);
  }

  /** Bounded in number. */
  public Route heavy() {
    return new Route(method, template, query, access, intake, Weight.HEAVY, doc, action);
  }

  /** Takes a body. */
  public Route takes(Intake newIntake, Type body) {
    return new Route(
        method,
        template,
        query,
        access,
        newIntake,
        weight,
        new Doc(doc.id, doc.summary, body, doc.answer, doc.ofMany, doc.mediaType, doc.status),
        action);
  }

  /** Gives JSON of this type. */
  public Route gives(Type answer) {
    return giving(answer, false, "application/json", 200);
  }

  /** Gives what it has made, as JSON of this type. */
  public Route givesNew(Type answer) {
    return giving(answer, false, "application/json", 201);
  }

  /** Gives nothing but that it is done. */
  public Route givesNothing() {
    return giving(null, false, "application/json", 204);
  }

  /** Gives a JSON list of this type. */
  public Route givesMany(Type answer) {
    return giving(answer, true, "application/json", 200);
  }

  /** Gives bytes of a media type. */
  public Route givesBytes(String mediaType) {
    return giving(null, false, mediaType, 200);
  }

  /** Gives lines or events of this type, each a JSON value. */
  public Route givesStream(Type answer, String mediaType) {
    return giving(answer, false, mediaType, 200);
  }

  /** Answered by this. */
  public Route by(Action newAction) {
    return new Route(method, template, query, access, intake, weight, doc, newAction);
  }

  private Route giving(Type answer, boolean many, String mediaType, int status) {
    return new Route(
        method,
        template,
        query,
        access,
        intake,
        weight,
        new Doc(doc.id, doc.summary, doc.body, answer, many, mediaType, status),
        action);
  }

  public String method() {
    return method;
  }

  public String template() {
    return template;
  }

  /** The names in braces, in order. */
  public List<String> pathParameters() {
    return Stream.of(template.split("/"))
        .filter(segment -> segment.startsWith("{"))
        .map(segment -> segment.substring(1, segment.indexOf('}')))
        .toList();
  }

  public List<Parameter> query() {
    return query;
  }

  Optional<Parameter> query(String name) {
    return query.stream().filter(parameter -> parameter.name().equals(name)).findFirst();
  }

  Access access() {
    return access;
  }

  Intake intake() {
    return intake;
  }

  Weight weight() {
    return weight;
  }

  Doc doc() {
    return doc;
  }

  Action action() {
    return action;
  }
}
