package io.nearfield.jobs.cli;

import io.nearfield.connect.api.Change;
import io.nearfield.connect.api.Generation;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.IndexRef;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.iceberg.IndexTable;
import io.nearfield.index.Metric;
import io.nearfield.jobs.render.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code nearfield add}. */
@Command(
    name = "add",
    description = "Adds an item to a live index, or replaces it, through Kafka.",
    footerHeading = "%nExample:%n",
    footer = {
      "  nearfield add --index products --id new-1 --text 'A rain jacket for dogs' \\",
      "    --set price=24.90 --set lang=en"
    })
final class AddCommand implements Callable<Integer> {

  /** In base64 it fits into a message. */
  private static final int MAX_PICTURE = 750_000;

  @ParentCommand private RootCommand root;

  @Mixin private LiveTarget target;

  @Option(names = "--id", required = true, paramLabel = "ID", description = "The entity's id.")
  private String id;

  @Option(names = "--text", paramLabel = "WORDS", description = "Its text, to be embedded.")
  private String text;

  @Option(
      names = "--image",
      paramLabel = "FILE|ADDRESS",
      description =
          "A picture, to be embedded: a file, which is sent, or an address that the live job can"
              + " read, such as s3://shop/1.jpg.")
  private String image;

  @Option(
      names = "--vector",
      paramLabel = "NUMBERS",
      description = "Its vector instead: numbers with commas, brackets allowed.")
  private String vector;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A filter column's value; repeat for more.")
  private Map<String, String> attributes = new LinkedHashMap<>();

  @Override
  public Integer call() {
    if (Stream.of(text, image, vector).filter(Objects::nonNull).count() != 1) {
      throw new IllegalArgumentException(
          "Cannot add '" + id + "': give exactly one of --text, --image and --vector");
    }
    if (text != null && text.isBlank()) {
      throw new IllegalArgumentException("Cannot add '" + id + "': its text is empty (--text)");
    }
    float[] values = vector == null ? null : QueryOptions.parse(vector);
    Change.Image picture = image == null ? null : picture(image);
    IndexRef ref =
        target.send(
            root,
            index -> {
              IndexTable table = index.lake().index(index.ref());
              if (values != null) {
                check(values, table.requireActive());
              }
              return new Change.Upsert(
                  id,
                  target.version(),
                  text,
                  picture,
                  values,
                  Attributes.parse(attributes, table.filterColumns()));
            });
    root.console()
        .out()
        .println(
            root.json()
                ? Json.line(Json.object("sent", "upsert", "index", ref, "id", id))
                : "Sent: add " + id + " to " + ref + "; live lookups see it within a second");
    return ExitStatus.OK;
  }

  private static Change.Image picture(String given) {
    if (given.matches("[a-z][a-z0-9+.-]+:/.*")) {
      return new Change.Image(null, given);
    }
    Path file = Path.of(given);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "Cannot read picture '" + file + "': no such file (--image)");
    }
    try {
      if (Files.size(file) > MAX_PICTURE) {
        throw new IllegalArgumentException(
            "Cannot send picture '"
                + file
                + "': it has "
                + Files.size(file)
                + " bytes, a message takes "
                + MAX_PICTURE
                + "; give an address that the live job can read, such as "
                + file.toAbsolutePath().toUri()
                + " (--image)");
      }
      return new Change.Image(Files.readAllBytes(file), null);
    } catch (IOException e) {
      throw new NearfieldException("Cannot read picture '" + file + "': " + e + " (--image)", e);
    }
  }

  /** The live job would refuse it too, but could say so only in its dead letters. */
  private void check(float[] values, Generation generation) {
    if (values.length != generation.model().dimension()) {
      throw new IncompatibleException(
          "Cannot add '"
              + id
              + "': its vector has dimension "
              + values.length
              + ", those of the index have "
              + generation.model().dimension()
              + " (--vector)");
    }
    boolean zero = true;
    for (float value : values) {
      zero &= value == 0;
    }
    if (zero && generation.metric() == Metric.COSINE) {
      throw new IllegalArgumentException(
          "Cannot add '" + id + "': a zero vector has no direction under COSINE (--vector)");
    }
  }
}
