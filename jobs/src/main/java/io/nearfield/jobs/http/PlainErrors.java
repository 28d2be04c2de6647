package io.nearfield.jobs.http;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What is refused before it is a request, in the form that all errors have. */
final class PlainErrors extends ErrorHandler {

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus() < 400 ? 500 : response.getStatus();
    if (status >= 500 && request.getAttribute(ERROR_EXCEPTION) instanceof HttpException) {
      status = 400; // an unknown version or coding is a mistake of the sender's
    }
    Headers.secure(response.getHeaders());
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.write(true, ByteBuffer.wrap(body(status)), callback);
    return true;
  }

  @Override
  public ByteBuffer badMessageError(int status, String reason, HttpFields.Mutable fields) {
    // The status line is written already: it cannot be changed here.
    Headers.secure(fields);
    fields.put(HttpHeader.CONTENT_TYPE, "application/json");
    return ByteBuffer.wrap(body(status));
  }

  private static byte[] body(int status) {
    String what = HttpStatus.getMessage(status);
    String code = what.toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "_");
    return Json.write(
        ErrorBody.of(
            new HttpProblem(
                Math.max(400, status), code, "Cannot read the request: " + what, null)));
  }
}
