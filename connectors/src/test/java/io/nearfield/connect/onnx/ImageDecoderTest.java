package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import io.nearfield.connect.api.NearfieldException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ImageDecoderTest {

  @Test
  void keepsStoredGreyValuesAsTheyAre() {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, 3, 1, new int[] {0, 128, 255});
    assertThat(row(image)).containsExactly(0, 0, 0, 128, 128, 128, 255, 255, 255);
  }

  @Test
  void keepsTheHighBitsOfDeepSamples() {
    BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    grey.getRaster().setPixels(0, 0, 2, 1, new int[] {0x80FF, 0xFFFF});
    assertThat(row(grey)).containsExactly(128, 128, 128, 255, 255, 255);

    ComponentColorModel deep =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB), false, false, 1, DataBuffer.TYPE_USHORT);
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 1, 1, 3, null);
    raster.setPixel(0, 0, new int[] {0x1234, 0x5678, 0xFEDC});
    assertThat(row(new BufferedImage(deep, raster, false, null))).containsExactly(0x12, 0x56, 0xFE);
  }

  @Test
  void showsWhiteBehindTransparentParts() {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00102030);
    image.setRGB(1, 0, 0xFF102030);
    image.setRGB(2, 0, 0x80000000);
    assertThat(row(image)).containsExactly(255, 255, 255, 0x10, 0x20, 0x30, 127, 127, 127);
  }

  @Test
  void looksUpPalettes() {
    byte[] reds = {0, (byte) 200};
    byte[] greens = {10, 0};
    byte[] blues = {20, 100};
    BufferedImage image =
        new BufferedImage(
            2, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 2, reds, greens, blues));
    image.getRaster().setPixels(0, 0, 2, 1, new int[] {1, 0});
    assertThat(row(image)).containsExactly(200, 0, 100, 0, 10, 20);
  }

  @Test
  void readsTheUsualFormats() {
    BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
    for (String format : List.of("png", "jpg", "gif", "bmp", "tiff")) {
      DecodedImage decoded = ImageDecoder.decode(TestImages.encoded(image, format));
      assertThat(decoded.width()).isEqualTo(20);
      assertThat(decoded.height()).isEqualTo(10);
    }
  }

  @Test
  void refusesWhatIsNoPicture() {
    assertRefused(new byte[0], "it is empty");
    assertRefused("just text".getBytes(StandardCharsets.UTF_8), "none of the known formats", "png");
    byte[] png = TestImages.png(new BufferedImage(50, 50, BufferedImage.TYPE_INT_RGB));
    assertRefused(Arrays.copyOf(png, 60), "Cannot decode picture");
  }

  @Test
  void refusesPicturesThatAreTooLargeBeforeDecodingThem() throws IOException {
    assertRefused(new byte[ImageDecoder.MAX_BYTES + 1], "at most 67108864 bytes", "67108865");
    assertRefused(pngHeader(100_000, 1_001), "at most 100000000 pixels", "100000 x 1001");
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void brokenPicturesNeverCrashOrHang() throws IOException {
    Path root = SharedData.require("bad_images");
    EmbeddingModel model = Models.shared(Models.BUILT_IN_IMAGE, ModelOptions.defaults());
    TreeMap<String, String> refused = new TreeMap<>();
    int embedded = 0;
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = root.relativize(file).toString();
        byte[] bytes = Files.readAllBytes(file);
        try {
          assertThat(model.embed(new Content.Image(bytes))).hasSize(192);
          embedded++;
        } catch (NearfieldException e) {
          assertThat(e).hasMessageStartingWith("Cannot ").message().doesNotContain("\n");
          refused.put(name, e.getMessage());
        }
      }
    }
    System.out.println("bad_images: " + embedded + " embedded, " + refused.size() + " refused");
    refused.forEach((name, why) -> System.out.println("  " + name + ": " + why));
    assertThat(embedded).isGreaterThan(150);
    assertThat(refused)
        .containsKeys("SOURCES.md", "pngsuite/xs1n0g01.png", "pngsuite/xdtn0g01.png");
  }

  @Test
  void modelStaysUsableAfterABrokenPicture() {
    EmbeddingModel model = Models.shared(Models.BUILT_IN_IMAGE, ModelOptions.defaults());
    byte[] png = TestImages.png(new BufferedImage(5, 5, BufferedImage.TYPE_INT_RGB));
    float[] before = model.embed(new Content.Image(png));
    assertThatThrownBy(() -> model.embed(new Content.Image(new byte[] {1})))
        .isInstanceOf(NearfieldException.class);
    assertThatCode(() -> assertThat(model.embed(new Content.Image(png))).isEqualTo(before))
        .doesNotThrowAnyException();
  }

  private static void assertRefused(byte[] bytes, String... parts) {
    assertThatThrownBy(() -> ImageDecoder.decode(bytes))
        .isInstanceOf(NearfieldException.class)
        .message()
        .contains(parts);
  }

  private static int[] row(BufferedImage image) {
    DecodedImage decoded = new DecodedImage(image);
    byte[] rgb = new byte[3 * decoded.width()];
    decoded.row(0, rgb);
    int[] out = new int[rgb.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = rgb[i] & 255;
    }
    return out;
  }

  /** A PNG that claims a size and has no pixels. */
  private static byte[] pngHeader(int width, int height) throws IOException {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(chunk);
    data.writeBytes("IHDR");
    data.writeInt(width);
    data.writeInt(height);
    data.write(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(chunk.toByteArray());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DataOutputStream file = new DataOutputStream(out);
    file.writeLong(0x89504E470D0A1A0AL);
    file.writeInt(13);
    file.write(chunk.toByteArray());
    file.writeInt((int) crc.getValue());
    return out.toByteArray();
  }
}
