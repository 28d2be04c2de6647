package io.nearfield.jobs.quickstart.sample;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nearfield.connect.api.NearfieldException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The quickstart's sample: some five hundred texts of the invented outdoor, home and garden shop
 * Fernhill in four languages, and {@value SamplePictures#COUNT} pictures with labelled boxes.
 *
 * <pre>
 * catalogue.jsonl            products: id, title, text, category, price, in_stock, rating,
 *                            weight_grams (not all), released, lang
 * help.csv                   answers of the help centre: id, text, topic, lang, updated
 * guides/*.md                short guides
 * pictures/*.png             {@value SamplePictures#WIDTH} x {@value SamplePictures#HEIGHT} pixels
 * pictures/annotations.json  their boxes, in COCO's layout
 * </pre>
 */
public final class SampleData {

  private static final String ROOT = "/io/nearfield/jobs/quickstart/";

  private static final List<String> TEXTS =
      List.of(
          "catalogue.jsonl",
          "help.csv",
          "guides/a-small-pond.md",
          "guides/balkon-fuer-bienen.md",
          "guides/coffee-in-the-open.md",
          "guides/first-night-outdoors.md",
          "guides/layering-for-cold-days.md",
          "guides/slug-proof-kitchen-garden.md",
          "guides/tools-that-outlive-you.md");

  private SampleData() {}

  /**
   * Writes the sample into {@code folder}, which is created if missing. Files of the sample that
   * are there already are written anew with the same bytes; other files are left alone. Takes about
   * a second.
   *
   * @throws NearfieldException if a file cannot be written
   */
  public static void writeTo(Path folder) {
    try {
      for (String name : TEXTS) {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, resource(name));
      }
      SamplePictures.writeTo(folder.resolve("pictures"));
    } catch (IOException e) {
      throw new NearfieldException(
          "Cannot write the sample to '" + folder + "': " + e + "; give a folder to write to", e);
    }
  }

  /** Five questions that show what search by meaning finds, one of them with a typed filter. */
  public static List<SampleQuestion> questions() {
    try {
      return List.copyOf(
          new ObjectMapper()
              .readValue(resource("questions.json"), new TypeReference<List<SampleQuestion>>() {}));
    } catch (IOException e) {
      throw new IllegalStateException("questions.json of the sample is broken", e);
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = SampleData.class.getResourceAsStream(ROOT + name)) {
      if (in == null) {
        throw new IllegalStateException("The sample's resource " + ROOT + name + " is missing");
      }
      return in.readAllBytes();
    }
  }
}
