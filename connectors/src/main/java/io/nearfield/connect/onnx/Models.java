package io.nearfield.connect.onnx;

import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.ModelIdentity;

/**
 * Opens embedding models by name or folder.
 *
 * <p>Thread-safe.
 */
public final class Models {

  /** The built-in text model: all-MiniLM-L6-v2, quantized, 384 dimensions. */
  public static final String DEFAULT_TEXT = "minilm";

  /** The built-in picture model: colour and gradient layout. */
  public static final String BUILT_IN_IMAGE = "image-layout";

  private Models() {}

  /**
   * Opens a model of the caller's own.
   *
   * @param location {@link #DEFAULT_TEXT}, {@link #BUILT_IN_IMAGE}, or the path of a model folder
   * @return to be closed by the caller
   * @throws io.nearfield.connect.api.NearfieldException if the folder is missing, incomplete or not
   *     understood; the message says which file and what to do
   */
  public static EmbeddingModel open(String location, ModelOptions options) {
    throw new UnsupportedOperationException("not yet: " + location + options);
  }

  /**
   * The one instance of this process for a location: opened at the first call, closed when the
   * process ends. Closing the returned model does nothing.
   *
   * @see #open
   */
  public static EmbeddingModel shared(String location, ModelOptions options) {
    return open(location, options);
  }

  /** What {@code open(location, ..).identity()} would be, without opening a session if possible. */
  public static ModelIdentity identity(String location) {
    throw new UnsupportedOperationException("not yet: " + location);
  }
}
