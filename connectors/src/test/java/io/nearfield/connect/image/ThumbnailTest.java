package io.nearfield.connect.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ThumbnailTest {

  /** The left half of one grey, the right half of another. */
  private static Picture halves(int width, int height, int left, int right) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 % width < width / 2 ? left : right);
    }
    return Picture.of(width, height, rgb);
  }

  private static int grey(Picture picture, int x, int y) {
    byte[] row = new byte[3 * picture.width()];
    picture.row(y, row);
    return row[3 * x] & 255;
  }

  @Test
  void itFitsIntoTheSquareAndShowsTheSame() {
    Picture small = Pictures.decode(Thumbnail.jpeg(halves(400, 200, 40, 210), 100));
    assertThat(small.mediaType()).isEqualTo("image/jpeg");
    assertThat(small.width()).isEqualTo(100);
    assertThat(small.height()).isEqualTo(50);
    assertThat(grey(small, 10, 25)).isCloseTo(40, within(4));
    assertThat(grey(small, 90, 25)).isCloseTo(210, within(4));
  }

  @Test
  void everyPixelCountsInTheMean() {
    byte[] rgb = new byte[3 * 128 * 64];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 % 2 == 0 ? 0 : 200);
    }
    Picture small = Pictures.decode(Thumbnail.jpeg(Picture.of(128, 64, rgb), 16));
    assertThat(grey(small, 7, 3)).isCloseTo(100, within(4));
  }

  @Test
  void extremeShapesAndSmallPicturesKeepAPixel() {
    Picture thin = Pictures.decode(Thumbnail.jpeg(halves(3000, 1, 10, 10), 64));
    assertThat(thin.width()).isEqualTo(64);
    assertThat(thin.height()).isEqualTo(1);
    Picture tiny = Pictures.decode(Thumbnail.jpeg(halves(6, 4, 10, 10), 64));
    assertThat(tiny.width()).isEqualTo(6);
    assertThat(tiny.height()).isEqualTo(4);
  }

  @Test
  void aSideThatIsNoneIsRefused() {
    assertThatThrownBy(() -> Thumbnail.jpeg(halves(2, 2, 0, 0), 0))
        .hasMessage("Cannot make a thumbnail: its side is 1 to 2048 pixels, got 0");
  }
}
