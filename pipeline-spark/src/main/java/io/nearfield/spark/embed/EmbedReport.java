package io.nearfield.spark.embed;

import io.nearfield.connect.api.FeatureSet;
import java.io.Serializable;

/**
 * What became of each item of the dataset: {@code in = embedded + reused + unchanged + skipped +
 * refused}.
 *
 * @param in items in the dataset
 * @param embedded given a vector by this run, which called the model for it
 * @param reused given the vector of an equal content: of another item, of another feature set made
 *     by this model, or of one that was there before
 * @param unchanged already had the vector of this content by this model
 * @param skipped of a media kind that the model does not take
 * @param refused without a vector; each is in {@code dead_letters} with its reason
 * @param givenUp so many of the refused were not tried by this run: they were tried as often as
 *     they may be
 * @param removed vectors of items that are gone; not among those in
 * @param featureSet what was written to
 * @param itemsPerSecond embedded and refused items by wall time; 0 if there was nothing to do
 */
public record EmbedReport(
    long in,
    long embedded,
    long reused,
    long unchanged,
    long skipped,
    long refused,
    long givenUp,
    long removed,
    FeatureSet featureSet,
    double itemsPerSecond)
    implements Serializable {

  public EmbedReport {
    if (in != embedded + reused + unchanged + skipped + refused) {
      throw new IllegalStateException(
          "Items got lost while embedding: in "
              + in
              + " is not embedded "
              + embedded
              + " + reused "
              + reused
              + " + unchanged "
              + unchanged
              + " + skipped "
              + skipped
              + " + refused "
              + refused);
    }
  }
}
