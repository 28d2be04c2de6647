package io.nearfield.connect.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import org.junit.jupiter.api.Test;

class StoredRowsTest {

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

  private static int[] row(BufferedImage image) {
    StoredRows decoded = new StoredRows(image);
    byte[] rgb = new byte[3 * decoded.width()];
    decoded.row(0, rgb);
    int[] out = new int[rgb.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = rgb[i] & 255;
    }
    return out;
  }
}
