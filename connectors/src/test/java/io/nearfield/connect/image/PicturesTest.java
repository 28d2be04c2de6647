package io.nearfield.connect.image;

import static io.nearfield.connect.image.TestPictures.assertFlag;
import static io.nearfield.connect.image.TestPictures.assertNear;
import static io.nearfield.connect.image.TestPictures.file;
import static io.nearfield.connect.image.TestPictures.pixel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.Box;
import io.nearfield.connect.image.PictureException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PicturesTest {

  @Test
  void everyFormatShowsTheSamePicture() {
    for (String name : TestPictures.WHOLE) {
      Picture picture = Pictures.decode(file(name));
      assertThat(picture.width()).as(name).isEqualTo(24);
      assertThat(picture.height()).as(name).isEqualTo(16);
      assertFlag(picture, name);
      String ending = name.substring(name.indexOf('.') + 1).replace("jpg", "jpeg");
      assertThat(picture.mediaType()).isEqualTo("image/" + ending);
    }
  }

  @Test
  void whiteIsSeenBehindTransparentParts() {
    for (String name : List.of("half-there.png", "half-there.webp", "half-there.tiff")) {
      assertNear(pixel(Pictures.decode(file(name)), 1, 1), new int[] {255, 127, 127}, name);
      assertNear(pixel(Pictures.decode(file(name)), 1, 15), new int[] {127, 127, 255}, name);
    }
  }

  /** A stored corner pixel is where the orientation's definition in EXIF says that it is seen. */
  @ParameterizedTest
  @EnumSource(Orientation.class)
  void everyOrientationIsTurnedUpright(Orientation orientation) {
    // The corner of the upright picture in which row 0, column 0 is seen, and the side that row 0
    // is.
    String seen =
        List.of(
                "top left",
                "top right",
                "bottom right",
                "bottom left",
                "left top",
                "right top",
                "right bottom",
                "left bottom")
            .get(orientation.ordinal());
    for (byte[] bytes :
        List.of(
            withExif(file("plain.png"), orientation), withExif(file("plain.jpg"), orientation))) {
      Picture picture = Pictures.decode(bytes);
      assertThat(picture.orientation()).isEqualTo(orientation);
      assertThat(picture.width()).isEqualTo(orientation.swapsSides() ? 16 : 24);
      int x = seen.contains("left") ? 1 : picture.width() - 2;
      int y = seen.contains("top") ? 1 : picture.height() - 2;
      assertNear(pixel(picture, x, y), TestPictures.RED, seen);
      boolean rowIsAcross = seen.startsWith("top") || seen.startsWith("bottom");
      int x2 = rowIsAcross ? picture.width() - 1 - x : x;
      int y2 = rowIsAcross ? y : picture.height() - 1 - y;
      assertNear(pixel(picture, x2, y2), TestPictures.GREEN, seen);
      Box stored = new Box(0, 0, 12, 8);
      assertFlagCorner(picture.crop(orientation.upright(stored, 24, 16), 0));
    }
  }

  private static void assertFlagCorner(Picture crop) {
    assertThat(crop.width() * crop.height()).isEqualTo(12 * 8);
    for (int[] at : new int[][] {{0, 0}, {crop.width() - 1, crop.height() - 1}}) {
      assertNear(pixel(crop, at[0], at[1]), TestPictures.RED, "crop");
    }
  }

  @Test
  void aFrameOfAGifLiesWhereItSays() {
    byte[] gif = file("palette.gif");
    ByteBuffer bytes = ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putShort(6, (short) 40).putShort(8, (short) 30);
    int frame = indexOf(gif, new byte[] {0x2C, 0, 0, 0, 0, 24, 0, 16, 0});
    bytes.putShort(frame + 1, (short) 10).putShort(frame + 3, (short) 5);
    Picture picture = Pictures.decode(gif);
    assertThat(picture.width()).isEqualTo(40);
    assertThat(picture.height()).isEqualTo(30);
    assertThat(pixel(picture, 9, 5)).containsExactly(255, 255, 255);
    assertThat(pixel(picture, 10, 4)).containsExactly(255, 255, 255);
    assertFlag(picture.crop(new Box(10, 5, 24, 16), 0), "frame");
  }

  @Test
  void cropsRoundOutwardsAndStayInside() {
    Picture picture = Pictures.decode(file("plain.png"));
    Picture exact = picture.crop(new Box(12.2, 8.9, 3.1, 2), 0);
    assertThat(List.of(exact.width(), exact.height())).containsExactly(4, 3);
    assertThat(pixel(exact, 0, 1)).containsExactly(TestPictures.YELLOW);
    Picture padded = picture.crop(new Box(12, 8, 4, 2), 0.5);
    assertThat(List.of(padded.width(), padded.height())).containsExactly(8, 4);
    assertThat(pixel(padded, 0, 0)).containsExactly(TestPictures.RED);
    Picture over = picture.crop(new Box(20, 12, 100, 100), 10);
    assertThat(List.of(over.width(), over.height())).containsExactly(24, 16);
    assertThat(over.rgb()).isEqualTo(picture.rgb());
    assertThatThrownBy(() -> picture.crop(new Box(24, 0, 5, 5), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("24 x 16");
  }

  @Test
  void whatIsCutOffIsRefused() {
    for (String name : TestPictures.WHOLE) {
      byte[] whole = file(name);
      if (!name.startsWith("animated") && !name.startsWith("pages")) {
        refused(Arrays.copyOf(whole, whole.length * 6 / 10), Reason.UNDECODABLE);
      }
      refused(Arrays.copyOf(whole, 20), Reason.UNDECODABLE);
    }
  }

  @Test
  void whatIsNoPictureIsRefused() {
    refused(new byte[0], Reason.UNDECODABLE, "empty");
    refused("just text".getBytes(StandardCharsets.UTF_8), Reason.UNDECODABLE, "WEBP");
    byte[] flipped = file("plain.png");
    flipped[20] ^= 1;
    refused(flipped, Reason.UNDECODABLE, "checksum of chunk IHDR");
  }

  @Test
  void tooMuchIsRefusedBeforeItIsDecoded() {
    PictureLimits limits = PictureLimits.defaults();
    refused(pngHeader(100_000, 1_001), Reason.TOO_LARGE, "100000000 pixels", "100000 x 1001");
    assertThatThrownBy(() -> Pictures.decode(file("plain.png"), limits.withMaxBytes(10)))
        .isInstanceOfSatisfying(
            PictureException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE))
        .hasMessageContaining("at most 10 bytes");
    assertThatThrownBy(() -> Pictures.decode(file("plain.png"), limits.withMaxPixels(24 * 16 - 1)))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("24 x 16");
    byte[] gif = file("palette.gif");
    ByteBuffer.wrap(gif)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(6, (short) -1)
        .putShort(8, (short) -1);
    refused(gif, Reason.TOO_LARGE, "65535 x 65535");
  }

  private static void refused(byte[] bytes, Reason reason, String... parts) {
    assertThatThrownBy(() -> Pictures.decode(bytes))
        .isInstanceOfSatisfying(
            PictureException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .message()
        .startsWith("Cannot ")
        .doesNotContain("\n")
        .satisfies(message -> List.of(parts).forEach(part -> assertThat(message).contains(part)));
  }

  /** The file with an EXIF block in it: big-endian in JPEG, little-endian in PNG. */
  private static byte[] withExif(byte[] file, Orientation orientation) {
    boolean jpeg = PictureFormat.of(file) == PictureFormat.JPEG;
    ByteBuffer exif = ByteBuffer.allocate(26);
    exif.order(jpeg ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    exif.put((byte) (jpeg ? 'M' : 'I')).put((byte) (jpeg ? 'M' : 'I')).putShort((short) 42);
    exif.putInt(8).putShort((short) 1).putShort((short) 274).putShort((short) 3).putInt(1);
    exif.putShort((short) (orientation.ordinal() + 1));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (jpeg) {
      out.write(file, 0, 2);
      byte[] segment =
          ByteBuffer.allocate(36)
              .putShort((short) 0xFFE1)
              .putShort((short) 34)
              .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
              .put(exif.array())
              .array();
      out.write(segment, 0, 36);
      out.write(file, 2, file.length - 2);
    } else {
      out.write(file, 0, 33);
      byte[] chunk = chunk("eXIf", exif.array());
      out.write(chunk, 0, chunk.length);
      out.write(file, 33, file.length - 33);
    }
    return out.toByteArray();
  }

  /** A PNG that claims a size and has no pixels. */
  private static byte[] pngHeader(int width, int height) {
    byte[] header =
        chunk(
            "IHDR",
            ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) 8)
                .put((byte) 2)
                .array());
    return ByteBuffer.allocate(8 + header.length).putLong(0x89504E470D0A1A0AL).put(header).array();
  }

  private static byte[] chunk(String name, byte[] content) {
    byte[] named =
        ByteBuffer.allocate(4 + content.length)
            .put(name.getBytes(StandardCharsets.US_ASCII))
            .put(content)
            .array();
    CRC32 crc = new CRC32();
    crc.update(named);
    return ByteBuffer.allocate(8 + named.length)
        .putInt(content.length)
        .put(named)
        .putInt((int) crc.getValue())
        .array();
  }

  private static int indexOf(byte[] in, byte[] what) {
    for (int i = 0; i + what.length <= in.length; i++) {
      if (Arrays.equals(in, i, i + what.length, what, 0, what.length)) {
        return i;
      }
    }
    throw new IllegalArgumentException("not there");
  }
}
