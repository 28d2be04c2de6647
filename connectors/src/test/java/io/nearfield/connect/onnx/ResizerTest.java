package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResizerTest {

  /** The hashes are of what Pillow 12.3.0 makes of the same picture with {@code Image.resize}. */
  @ParameterizedTest
  @CsvSource({
    "LANCZOS, 3, 2, b85c917f91ed5f7d7125c7446c8ca6de3ff6654af6a9387f60e004f60144b515",
    "LANCZOS, 11, 8, ac22e84487c65f9736c35decb50c29e8fbc8b5c635d13dcdbe87143af1a314f6",
    "LANCZOS, 7, 2, 2561d42d34a645de9ebb3c4d66604d347d9c52f5f11b1e8becbc82c5f9267560",
    "BILINEAR, 3, 2, 24edae42d62d3b887cbdb307043d9a75f48e6fd958f07ac3902ff867ee77cd39",
    "BILINEAR, 11, 8, 9dbde65002ef739b2200c622cb769cddddece7578964756bb9d15b2c61433874",
    "BILINEAR, 7, 2, 4e0dc6c28c60ab69c6dc3ffd014d473c0fbf0ff530f123c9dc138344d26d276d",
    "BICUBIC, 3, 2, ca0bc918efa69fb2989de2a0ecff6e5b77a466cd5ca60dbd76a810b91743d5e1",
    "BICUBIC, 11, 8, 239dabe61cb248d4a2a4ee86dff3d67c34ccd0f9e59155ae0e1f75ca6c455e44",
    "BICUBIC, 7, 2, 491178bf7215a81ebd26083f4bc1be40d2f4a3e900b05221a3778b5c14607e69",
    "BOX, 3, 2, 9b83437bb6c65112b33aabb8dffec2058f5f4ed2faa07bbf4970ebf39edcd0ed",
    "BOX, 11, 8, a049af31fa2658f99999aa2d2058f8bf3b49745acdc8b94f8ad029baded1dfbf",
    "BOX, 7, 2, ade8dc68dd161167305da8748fb951eee05001c427b8831639f0e03eb566538e"
  })
  void makesThePythonImagingLibrarysBytes(
      ResampleFilter filter, int width, int height, String hash) {
    byte[] resized = Resizer.resize(TestImages.picture(pattern()), width, height, filter);
    assertThat(Sha256.of(resized)).as(Arrays.toString(resized)).isEqualTo(hash);
  }

  @Test
  void averagesWhenItHalves() {
    BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_INT_RGB);
    int[] reds = {10, 20, 100, 200, 30, 40, 0, 50};
    for (int i = 0; i < 8; i++) {
      image.setRGB(i % 4, i / 4, reds[i] << 16);
    }
    // (10 + 20) / 2 = 15, (100 + 200) / 2 = 150; 35 and 25 below; then 25 and 87.5, rounded up.
    assertThat(Resizer.resize(TestImages.picture(image), 2, 1, ResampleFilter.BOX))
        .containsExactly(25, 0, 0, 88, 0, 0);
  }

  @Test
  void leavesAPictureOfTheWantedSizeAlone() {
    byte[] same = Resizer.resize(TestImages.picture(pattern()), 7, 5, ResampleFilter.BICUBIC);
    assertThat(Arrays.copyOf(same, 6)).containsExactly(0, 0, (byte) 255, 37, 9, (byte) 226);
  }

  private static BufferedImage pattern() {
    BufferedImage image = new BufferedImage(7, 5, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 7; x++) {
        int red = (x * 37 + y * 11) & 255;
        int green = (x * x * 9 + y * 53) & 255;
        int blue = (255 - x * 29 + y * y * 17) & 255;
        image.setRGB(x, y, red << 16 | green << 8 | blue);
      }
    }
    return image;
  }
}
