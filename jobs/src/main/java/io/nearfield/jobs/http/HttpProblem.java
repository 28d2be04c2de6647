package io.nearfield.jobs.http;

/** A request that is not served, as its sender is told. */
public final class HttpProblem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final String field;

  /**
   * @param status the HTTP status, 400 to 599
   * @param code a short word that programs can tell it by, such as {@code unknown_field}
   * @param message one line for people: what was refused, why, and what would be taken
   * @param field what of the request is to blame, or null
   */
  public HttpProblem(int status, String code, String message, String field) {
    super(message, null, false, false); // expected, and thrown in numbers by whoever probes us
    this.status = status;
    this.code = code;
    this.field = field;
  }

  /** 400: the request cannot be right. */
  public static HttpProblem bad(String code, String message, String field) {
    return new HttpProblem(400, code, message, field);
  }

  /** 404. */
  public static HttpProblem notFound(String message) {
    return new HttpProblem(404, "not_found", message, null);
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  /** Or null. */
  public String field() {
    return field;
  }
}
