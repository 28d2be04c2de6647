package io.nearfield.connect.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The pictures of {@code src/test/resources/pictures}. */
final class TestPictures {

  static final int[] RED = {255, 0, 0};
  static final int[] GREEN = {0, 255, 0};
  static final int[] BLUE = {0, 0, 255};
  static final int[] YELLOW = {255, 255, 0};

  /** All but those that are half transparent. */
  static final List<String> WHOLE =
      List.of(
          "plain.png",
          "plain.bmp",
          "plain.jpg",
          "progressive.jpg",
          "lossless.webp",
          "lossy.webp",
          "lzw.tiff",
          "deflate.tiff",
          "cmyk.jpg",
          "cmyk.tiff",
          "palette.png",
          "palette.gif",
          "palette.bmp",
          "animated.gif",
          "animated.webp",
          "animated.png",
          "pages.tiff",
          "lying.jpg",
          "lying.png",
          "lying.tiff",
          "lying.webp");

  private TestPictures() {}

  static byte[] file(String name) {
    try (InputStream in = TestPictures.class.getResourceAsStream("/pictures/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Data that lies beside the checkout on some machines; without it the test is skipped. */
  static Path shared(String name) {
    Path path = Path.of(System.getProperty("nearfield.shared.data", "shared-data"), name);
    assumeTrue(Files.exists(path), () -> "Skipped: no shared test data at " + path);
    return path;
  }

  static int[] pixel(Picture picture, int x, int y) {
    byte[] row = new byte[3 * picture.width()];
    picture.row(y, row);
    return new int[] {row[3 * x] & 255, row[3 * x + 1] & 255, row[3 * x + 2] & 255};
  }

  /** Whether a pixel is about of this colour: lossy formats never hit it. */
  static void assertNear(int[] actual, int[] expected, String what) {
    for (int c = 0; c < 3; c++) {
      assertThat(actual[c])
          .as("%s, channel %d", what, c)
          .isBetween(expected[c] - 12, expected[c] + 12);
    }
  }

  /** Whether each quarter has its colour. */
  static void assertFlag(Picture picture, String what) {
    int right = picture.width() * 3 / 4;
    int low = picture.height() * 3 / 4;
    assertNear(pixel(picture, picture.width() / 4, picture.height() / 4), RED, what);
    assertNear(pixel(picture, right, picture.height() / 4), GREEN, what);
    assertNear(pixel(picture, picture.width() / 4, low), BLUE, what);
    assertNear(pixel(picture, right, low), YELLOW, what);
  }
}
