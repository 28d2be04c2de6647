package io.nearfield.jobs.cli;

import io.nearfield.connect.image.PictureLimits;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How much a picture may ask for. */
final class PictureFlags {

  private static final int MEGABYTE = 1 << 20;

  @Option(
      names = "--max-picture-size",
      paramLabel = "MIB",
      defaultValue = "64",
      description = "Refuses larger files of pictures. Default: ${DEFAULT-VALUE} MiB.")
  private int mostMegabytes;

  @Option(
      names = "--max-picture-pixels",
      paramLabel = "N",
      defaultValue = "100000000",
      description =
          "Refuses pictures of more pixels, width times height, before any is decoded; each takes 4"
              + " bytes of memory. Default: ${DEFAULT-VALUE}.")
  private long mostPixels;

  @Option(
      names = "--picture-timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "Refuses pictures that take longer to decode. Default: ${DEFAULT-VALUE}.")
  private int seconds;

  PictureLimits limits() {
    Numbers.requireBetween(
        1, 2047, mostMegabytes, "take pictures of " + mostMegabytes + " MiB", "--max-picture-size");
    Numbers.requireBetween(
        1,
        Integer.MAX_VALUE / 4,
        mostPixels,
        "take pictures of " + mostPixels + " pixels",
        "--max-picture-pixels");
    Numbers.requireBetween(
        1, 86_400, seconds, "decode pictures in " + seconds + " seconds", "--picture-timeout");
    return new PictureLimits(mostMegabytes * MEGABYTE, mostPixels, Duration.ofSeconds(seconds));
  }
}
