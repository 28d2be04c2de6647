package io.nearfield.connect.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import io.nearfield.connect.api.NearfieldException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * Reads {@code preprocessor_config.json}, as image processors of the transformers library write it,
 * in its present and older forms.
 */
final class PreprocessorConfig {

  static final String FILE = "preprocessor_config.json";

  private static final Set<String> KNOWN_STEPS =
      Set.of(
          "do_resize",
          "do_center_crop",
          "do_rescale",
          "do_normalize",
          "do_convert_rgb",
          "do_flip_channel_order");

  /** Processors whose plain number as size means both sides; for the others the shorter side. */
  private static final Set<String> SQUARE =
      Set.of("ViT", "Deit", "DeiT", "Beit", "Siglip", "MobileNetV1", "EfficientNet", "Perceiver");

  private final JsonFile file;

  private PreprocessorConfig(JsonFile file) {
    this.file = file;
  }

  /** Reads the file; null if the folder has none. */
  static ImageSettings readIfPresent(Path folder) {
    JsonFile file = JsonFile.readIfPresent(folder.resolve(FILE));
    return file == null ? null : new PreprocessorConfig(file).read();
  }

  private ImageSettings read() {
    refuseUnknownSteps();
    boolean normalize = file.flag("do_normalize", true);
    boolean crop = file.flag("do_center_crop", file.value("crop_size") != null);
    ImageSize cropSize = crop ? size("crop_size", true) : ImageSize.exactly(0, 0);
    if (crop && cropSize == null) {
      throw new NearfieldException(
          "Cannot use '" + file.path() + "': 'do_center_crop' is on, but there is no 'crop_size'");
    }
    return new ImageSettings(
        file.flag("do_resize", true) ? resize() : null,
        filter(),
        cropSize.width(),
        cropSize.height(),
        file.flag("do_rescale", true) ? file.number("rescale_factor", 1.0 / 255) : 1,
        normalize ? channels("image_mean") : new double[] {0, 0, 0},
        normalize ? channels("image_std") : new double[] {1, 1, 1},
        file.flag("do_flip_channel_order", false));
  }

  private ImageSize resize() {
    ImageSize size = size("size", false);
    if (size == null) {
      throw new NearfieldException(
          "Cannot use '"
              + file.path()
              + "': it has no 'size'; add {\"height\": H, \"width\": W} as the model was trained"
              + " with, or set 'do_resize' to false");
    }
    return size;
  }

  private ImageSize size(String key, boolean square) {
    JsonNode value = file.value(key);
    if (value == null) {
      return null;
    }
    if (value.canConvertToInt()) {
      int length = positive(key, value);
      return square || isSquareProcessor()
          ? ImageSize.exactly(length, length)
          : ImageSize.shortestEdge(length);
    }
    if (value.isArray() && value.size() == 2) {
      return ImageSize.exactly(positive(key, value.get(1)), positive(key, value.get(0)));
    }
    if (value.has("height") && value.has("width")) {
      return ImageSize.exactly(
          positive(key, value.get("width")), positive(key, value.get("height")));
    }
    if (value.size() == 1 && value.has("shortest_edge")) {
      int length = positive(key, value.get("shortest_edge"));
      return square ? ImageSize.exactly(length, length) : ImageSize.shortestEdge(length);
    }
    throw file.odd(key, "a number, {\"height\", \"width\"} or {\"shortest_edge\"}", value);
  }

  private boolean isSquareProcessor() {
    String type =
        file.text("image_processor_type", file.text("feature_extractor_type", ""))
            .replaceAll("(ImageProcessor|FeatureExtractor)(Fast)?$", "");
    return SQUARE.contains(type);
  }

  private int positive(String key, JsonNode value) {
    if (!value.canConvertToInt() || value.intValue() < 1 || value.intValue() > 4096) {
      throw file.odd(key, "from 1 to 4096", value);
    }
    return value.intValue();
  }

  private ResampleFilter filter() {
    int number = (int) file.number("resample", 2);
    ResampleFilter filter = ResampleFilter.numbered(number);
    if (filter == null) {
      throw file.odd(
          "resample", "1 (Lanczos), 2 (bilinear), 3 (bicubic) or 4 (box)", file.value("resample"));
    }
    return filter;
  }

  private double[] channels(String key) {
    JsonNode value = file.value(key);
    if (value == null) {
      throw new NearfieldException(
          "Cannot use '"
              + file.path()
              + "': 'do_normalize' is on, but there is no '"
              + key
              + "'; add three numbers, for red, green and blue");
    }
    double[] out = new double[3];
    for (int c = 0; c < 3; c++) {
      JsonNode one = value.isArray() && value.size() == 3 ? value.get(c) : value;
      if (!one.isNumber() || (key.equals("image_std") && one.doubleValue() == 0)) {
        throw file.odd(key, "three numbers, none of image_std 0", value);
      }
      out[c] = one.doubleValue();
    }
    return out;
  }

  private void refuseUnknownSteps() {
    if (!file.root().isObject()) {
      throw new NearfieldException("Cannot use '" + file.path() + "': it must be an object");
    }
    for (Map.Entry<String, JsonNode> entry : file.root().properties()) {
      String key = entry.getKey();
      boolean step = key.startsWith("do_") || key.equals("rescale_offset");
      if (step && !KNOWN_STEPS.contains(key) && entry.getValue().asBoolean()) {
        throw new NearfieldException(
            "Cannot use '"
                + file.path()
                + "': its step '"
                + key
                + "' is not known here; known are "
                + KNOWN_STEPS.stream().sorted().toList());
      }
    }
    if (file.value("crop_pct") != null) {
      throw new NearfieldException(
          "Cannot use '"
              + file.path()
              + "': 'crop_pct' is not known here; give the size before the crop as 'size' and the"
              + " size after it as 'crop_size'");
    }
  }
}
