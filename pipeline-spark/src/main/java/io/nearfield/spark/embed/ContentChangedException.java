package io.nearfield.spark.embed;

import io.nearfield.connect.api.NearfieldException;

/** What is read is not what was ingested: a vector of it would be filed under another content. */
public final class ContentChangedException extends NearfieldException {

  private static final long serialVersionUID = 1L;

  public ContentChangedException(String uri) {
    super(
        "Cannot embed '"
            + uri
            + "': it has changed since it was ingested; ingest it again, then embed");
  }
}
