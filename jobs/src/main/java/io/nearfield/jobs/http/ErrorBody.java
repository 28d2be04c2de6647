package io.nearfield.jobs.http;

/**
 * What the body of every answer with a status from 400 on is.
 *
 * @param error what was wrong
 */
public record ErrorBody(Detail error) {

  /**
   * What was wrong.
   *
   * @param code a short word for programs
   * @param message one line for people
   * @param field what of the request is to blame; null if it is not one field
   */
  public record Detail(String code, String message, String field) {}

  public static ErrorBody of(HttpProblem problem) {
    return new ErrorBody(new Detail(problem.code(), problem.getMessage(), problem.field()));
  }
}
