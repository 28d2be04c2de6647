package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nearfield.connect.api.NearfieldException;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagePreprocessorTest {

  private static final String PLAIN = "\"image_mean\": [0, 0, 0], \"image_std\": [1, 1, 1]";

  @TempDir Path temp;

  @Test
  void scalesAndNormalisesEachChannel() {
    ImageSettings settings =
        read(
            """
            {"do_resize": false, "rescale_factor": 0.01, "image_mean": [0.5, 0, 1],
             "image_std": [0.5, 2, 0.25]}
            """);
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 100 << 16 | 50 << 8 | 200);
    image.setRGB(1, 0, 10 << 16 | 20 << 8 | 30);
    ImagePreprocessor.Pixels pixels = apply(image, settings);
    assertThat(pixels.width()).isEqualTo(2);
    assertThat(pixels.height()).isEqualTo(1);
    // red: (1.00 - 0.5) / 0.5, (0.10 - 0.5) / 0.5; green: 0.5 / 2, 0.2 / 2; blue: (2 - 1) / 0.25
    // ...
    assertThat(pixels.values())
        .containsExactly(new float[] {1, -0.8f, 0.25f, 0.1f, 4, -2.8f}, within(1e-6f));
  }

  @Test
  void feedsBlueFirstWhereChannelsAreFlipped() {
    ImageSettings settings =
        read(
            "{\"do_resize\": false, \"do_rescale\": false, \"do_normalize\": false,"
                + " \"do_flip_channel_order\": true}");
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 1 << 16 | 2 << 8 | 3);
    assertThat(apply(image, settings).values()).containsExactly(3, 2, 1);
  }

  @Test
  void keepsTheMiddleAndFramesSmallPicturesInBlack() {
    ImageSettings settings =
        read(
            "{\"do_resize\": false, \"do_rescale\": false, \"do_normalize\": false,"
                + " \"do_center_crop\": true, \"crop_size\": {\"height\": 1, \"width\": 2}}");
    BufferedImage image = new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 15; i++) {
      image.setRGB(i % 5, i / 5, i * 0x010101);
    }
    assertThat(apply(image, settings).values()).containsExactly(6, 7, 6, 7, 6, 7);

    ImageSettings larger =
        read(
            "{\"do_resize\": false, \"do_rescale\": false, \"do_normalize\": false,"
                + " \"crop_size\": {\"height\": 1, \"width\": 4}}");
    BufferedImage small = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    small.setRGB(0, 0, 0x070707);
    small.setRGB(1, 0, 0x090909);
    assertThat(apply(small, larger).values()).containsExactly(0, 7, 9, 0, 0, 7, 9, 0, 0, 7, 9, 0);
  }

  @Test
  void readsEverySpellingOfASize() {
    assertThat(read("{\"size\": {\"height\": 10, \"width\": 20}," + PLAIN + "}").resize())
        .isEqualTo(ImageSize.exactly(20, 10));
    assertThat(read("{\"size\": [10, 20]," + PLAIN + "}").resize())
        .isEqualTo(ImageSize.exactly(20, 10));
    assertThat(read("{\"size\": {\"shortest_edge\": 10}," + PLAIN + "}").resize())
        .isEqualTo(ImageSize.shortestEdge(10));
    assertThat(read("{\"size\": 10," + PLAIN + "}").resize()).isEqualTo(ImageSize.shortestEdge(10));
    assertThat(
            read("{\"size\": 10, \"feature_extractor_type\": \"ViTFeatureExtractor\","
                    + PLAIN
                    + "}")
                .resize())
        .isEqualTo(ImageSize.exactly(10, 10));
    ImageSettings clip =
        read(
            "{\"size\": 224, \"do_center_crop\": true, \"crop_size\": 224, \"resample\": 3,"
                + PLAIN
                + "}");
    assertThat(clip.outputWidth()).isEqualTo(224);
    assertThat(clip.filter()).isEqualTo(ResampleFilter.BICUBIC);
  }

  @Test
  void keepsProportionsWhenTheShorterSideIsGiven() {
    ImageSize size = ImageSize.shortestEdge(224);
    assertThat(size.widthFor(640, 480)).isEqualTo(298);
    assertThat(size.heightFor(640, 480)).isEqualTo(224);
    assertThat(size.widthFor(480, 640)).isEqualTo(224);
    assertThat(size.heightFor(480, 640)).isEqualTo(298);
    assertThat(size.heightFor(50, 50)).isEqualTo(224);
  }

  @Test
  void refusesPicturesWhoseShapeIsTooExtreme() {
    BufferedImage line = new BufferedImage(1, 100_000, BufferedImage.TYPE_BYTE_GRAY);
    ImageSettings settings = read("{\"size\": {\"shortest_edge\": 224}," + PLAIN + "}");
    assertThatThrownBy(() -> apply(line, settings))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("224 x 22400000 pixels");
  }

  private ImageSettings read(String json) {
    new TestFolder(temp).with(PreprocessorConfig.FILE, json);
    return PreprocessorConfig.readIfPresent(temp);
  }

  private static ImagePreprocessor.Pixels apply(BufferedImage image, ImageSettings settings) {
    return ImagePreprocessor.apply(TestImages.picture(image), settings);
  }
}
