package io.nearfield.connect.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Content;
import io.nearfield.connect.api.EmbeddingModel;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ImageLayoutTest {

  private final EmbeddingModel model =
      Models.shared(Models.BUILT_IN_IMAGE, ModelOptions.defaults());

  @Test
  void makesTheSameGraphEachTime() {
    assertThat(BuiltInImageModel.graph()).isEqualTo(BuiltInImageModel.graph());
    assertThat(Sha256.of(BuiltInImageModel.graph()))
        .as("the graph's bytes decide the identity of everybody's vectors")
        .isEqualTo("12b28513060658484489cfdb0295afdac0818e1e4d28b37d248796af68b3eccb");
  }

  @Test
  void vectorsHaveLengthOneEvenForPicturesOfOneColour() {
    for (Color color : List.of(Color.BLACK, Color.WHITE, Color.RED, new Color(127, 128, 128))) {
      float[] vector = embed(plain(color));
      assertThat(vector).hasSize(192);
      assertThat(Cosine.of(vector, vector)).isEqualTo(1);
      assertThat(norm(vector)).isBetween(0.999999, 1.000001);
    }
  }

  @Test
  void tellsColoursAndDirectionsApart() {
    float[] red = embed(plain(Color.RED));
    float[] darkRed = embed(plain(new Color(200, 20, 10)));
    float[] blue = embed(plain(Color.BLUE));
    assertThat(Cosine.of(red, darkRed)).isGreaterThan(Cosine.of(red, blue) + 0.5);

    float[] upright = embed(stripes(true, 8));
    float[] uprightMoved = embed(stripes(true, 11));
    float[] lying = embed(stripes(false, 8));
    assertThat(Cosine.of(upright, uprightMoved)).isGreaterThan(Cosine.of(upright, lying) + 0.2);
  }

  @Test
  void neighboursOfPhotosAreOfTheirClassMoreOftenThanChance() throws IOException {
    Path root = SharedData.require("images/cifar10_test");
    List<float[]> vectors = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jpg")).sorted().toList()) {
        vectors.add(model.embed(new Content.Image(Files.readAllBytes(file))));
        labels.add(file.getParent().getFileName().toString());
      }
    }
    int hits = 0;
    for (int i = 0; i < vectors.size(); i++) {
      int best = -1;
      double nearest = -2;
      for (int j = 0; j < vectors.size(); j++) {
        double cosine = i == j ? -2 : Cosine.of(vectors.get(i), vectors.get(j));
        if (cosine > nearest) {
          nearest = cosine;
          best = j;
        }
      }
      hits += labels.get(i).equals(labels.get(best)) ? 1 : 0;
    }
    double share = (double) hits / vectors.size();
    System.out.printf(
        "image-layout on %d CIFAR-10 photos: nearest neighbour of the same class %.3f (chance %.3f)%n",
        vectors.size(), share, 0.1);
    assertThat(vectors).hasSize(600);
    assertThat(share).isGreaterThan(0.2);
  }

  private float[] embed(BufferedImage image) {
    return model.embed(new Content.Image(TestImages.png(image)));
  }

  private static double norm(float[] v) {
    double sum = 0;
    for (float x : v) {
      sum += (double) x * x;
    }
    return Math.sqrt(sum);
  }

  private static BufferedImage plain(Color color) {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(color);
    g.fillRect(0, 0, 40, 30);
    g.dispose();
    return image;
  }

  private static BufferedImage stripes(boolean upright, int offset) {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 64; y++) {
      for (int x = 0; x < 64; x++) {
        int along = (upright ? x : y) + offset;
        image.setRGB(x, y, along / 6 % 2 == 0 ? 0xE0E0E0 : 0x303030);
      }
    }
    return image;
  }
}
