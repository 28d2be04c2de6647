package io.nearfield.jobs.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;

/** Takes a {@code multipart/form-data} body apart, in memory. */
final class Form {

  private static final int MOST_PARTS = 16;

  private Form() {}

  static boolean is(String contentTypeOrNull) {
    return contentTypeOrNull != null
        && contentTypeOrNull.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
  }

  /**
   * @throws HttpProblem if the body is no such form
   */
  static List<Part> parts(String contentType, byte[] body) {
    String boundary = MultiPart.extractBoundary(contentType);
    if (boundary == null || boundary.isEmpty()) {
      throw malformed("its Content-Type names no boundary");
    }
    MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
    parser.setMaxParts(MOST_PARTS);
    parser.setMaxLength(body.length);
    parser.setMaxMemoryFileSize(body.length);
    parser.setMaxFileSize(body.length);
    parser.setPartHeadersMaxLength(4_096);
    List<Part> parts = new ArrayList<>();
    try (MultiPartFormData.Parts parsed =
        parser.parse(Content.Source.from(ByteBuffer.wrap(body))).join()) {
      for (MultiPart.Part part : parsed) {
        try (InputStream in = Content.Source.asInputStream(part.getContentSource())) {
          parts.add(
              new Part(
                  part.getName(),
                  part.getFileName(),
                  part.getHeaders().get(HttpHeader.CONTENT_TYPE),
                  in.readAllBytes()));
        }
      }
    } catch (CompletionException | IllegalArgumentException | IllegalStateException e) {
      Throwable cause = e instanceof CompletionException ? e.getCause() : e;
      throw malformed(Address.clean(String.valueOf(cause.getMessage())));
    } catch (IOException e) {
      throw malformed(Address.clean(String.valueOf(e.getMessage())));
    }
    return parts;
  }

  private static HttpProblem malformed(String why) {
    return HttpProblem.bad("malformed_form", "Cannot read the form: " + why, null);
  }
}
