package io.nearfield.connect.onnx;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.image.Picture;
import io.nearfield.connect.image.PictureLimits;
import io.nearfield.connect.image.Pictures;

/** Takes the words or the picture out of a content, or says that the model wants the other. */
final class Contents {

  private Contents() {}

  static String text(Content content, ModelIdentity model) {
    if (content instanceof Content.Text words) {
      return words.text();
    }
    throw new IncompatibleException(
        "Cannot embed a picture with model '"
            + model.name()
            + "': it takes texts; use a picture model such as '"
            + Models.BUILT_IN_IMAGE
            + "'");
  }

  static Picture picture(Content content, ModelIdentity model, PictureLimits limits) {
    if (content instanceof Content.Image file) {
      return Pictures.decode(file.bytes(), limits);
    }
    if (content instanceof Content.Pixels pixels) {
      return Picture.of(pixels.width(), pixels.height(), pixels.rgb());
    }
    throw new IncompatibleException(
        "Cannot embed a text with model '"
            + model.name()
            + "': it takes pictures; use a text model such as '"
            + Models.DEFAULT_TEXT
            + "'");
  }
}
