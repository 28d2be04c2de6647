package io.nearfield.jobs.quickstart.sample;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Draws the sample's pictures and writes what is on them in COCO's layout. Each picture depends on
 * its number alone. The bytes of the files are the same each time on one Java release; another
 * release may compress the same pixels differently.
 */
final class SamplePictures {

  /** How many pictures. */
  static final int COUNT = 120;

  /** Pixels from left to right. */
  static final int WIDTH = 160;

  /** Pixels from top to bottom. */
  static final int HEIGHT = 120;

  private static final long SEED = 20_261_120L;

  private record Drawn(int number, String name, List<Scene.Seen> seen, byte[] png) {}

  private final ArrayNode images = JsonNodeFactory.instance.arrayNode();
  private final ArrayNode annotations = JsonNodeFactory.instance.arrayNode();

  private SamplePictures() {}

  /** Writes all pictures and {@code annotations.json} into {@code folder}, creating it. */
  static void writeTo(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Drawn> all =
        IntStream.rangeClosed(1, COUNT).parallel().mapToObj(SamplePictures::draw).toList();
    SamplePictures pictures = new SamplePictures();
    for (Drawn drawn : all) {
      Files.write(folder.resolve(drawn.name()), drawn.png());
      pictures.describe(drawn);
    }
    Files.writeString(folder.resolve("annotations.json"), pictures.coco());
  }

  private static Drawn draw(int number) {
    Setting setting = Setting.values()[(number - 1) % Setting.values().length];
    Scene scene = Scene.draw(setting, new Random(SEED + number));
    String name = String.format("%s-%03d.png", setting.label(), number);
    return new Drawn(number, name, scene.seen(), png(scene.image()));
  }

  private void describe(Drawn drawn) {
    images
        .addObject()
        .put("id", drawn.number())
        .put("file_name", drawn.name())
        .put("width", WIDTH)
        .put("height", HEIGHT);
    for (Scene.Seen seen : drawn.seen()) {
      ObjectNode annotation = annotations.addObject();
      annotation
          .put("id", annotations.size())
          .put("image_id", drawn.number())
          .put("category_id", categoryId(seen.motif()));
      ArrayNode box = annotation.putArray("bbox");
      box.add(seen.x()).add(seen.y()).add(seen.width()).add(seen.height());
      annotation.put("area", seen.width() * seen.height()).put("iscrowd", 0);
    }
  }

  /** In memory: ImageIO's own choice for a stream is a temporary file. */
  private static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory that cannot be written to", e);
    }
    return bytes.toByteArray();
  }

  private String coco() throws IOException {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.set("images", images);
    ArrayNode categories = root.putArray("categories");
    for (Motif motif : Motif.values()) {
      categories.addObject().put("id", categoryId(motif)).put("name", motif.category());
    }
    root.set("annotations", annotations);
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    return new ObjectMapper().writer(printer).writeValueAsString(root) + "\n";
  }

  private static int categoryId(Motif motif) {
    return motif.ordinal() + 1;
  }
}
