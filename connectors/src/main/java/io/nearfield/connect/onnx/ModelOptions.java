package io.nearfield.connect.onnx;

import io.nearfield.connect.image.PictureLimits;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * How a model is run. Nothing here changes which model it is: vectors made under different options
 * may be compared.
 *
 * @param threads threads inside one call of the model, at least 1. Leave it at 1 where several
 *     threads or tasks of the process embed at once: they share one session, and one thread each is
 *     the fastest way to use all cores
 * @param purpose whether stored items or questions are embedded; it matters only to models that
 *     were trained with different prefixes ("prompts") for the two
 * @param device what it computes on
 * @param limit how long one run of a text model's graph may take before it is abandoned; null for
 *     no limit
 * @param pictures how much a picture may ask for that is embedded from its file
 */
public record ModelOptions(
    int threads, Purpose purpose, Device device, Duration limit, PictureLimits pictures)
    implements Serializable {

  /** What the embedded content is for. */
  public enum Purpose {
    /** It is stored and found. */
    ITEM,
    /** It is asked with. */
    QUERY
  }

  public ModelOptions {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "Cannot run a model with " + threads + " threads: at least 1 is needed");
    }
    if (purpose == null) {
      throw new IllegalArgumentException("Cannot run a model without a purpose");
    }
    Objects.requireNonNull(pictures);
    if (device == null) {
      throw new IllegalArgumentException("Cannot run a model without a device");
    }
    if (limit != null && (limit.isNegative() || limit.isZero())) {
      throw new IllegalArgumentException(
          "Cannot run a model for at most " + limit + ": the limit must be above zero");
    }
  }

  public ModelOptions(int threads, Purpose purpose) {
    this(threads, purpose, Device.CPU, null, PictureLimits.defaults());
  }

  /** One thread per call, for items, on the CPU, without a limit. */
  public static ModelOptions defaults() {
    return new ModelOptions(1, Purpose.ITEM);
  }

  public ModelOptions withThreads(int newThreads) {
    return new ModelOptions(newThreads, purpose, device, limit, pictures);
  }

  public ModelOptions withDevice(Device newDevice) {
    return new ModelOptions(threads, purpose, newDevice, limit, pictures);
  }

  public ModelOptions withLimit(Duration newLimit) {
    return new ModelOptions(threads, purpose, device, newLimit, pictures);
  }

  public ModelOptions withPictures(PictureLimits newLimits) {
    return new ModelOptions(threads, purpose, device, limit, newLimits);
  }

  /** For the questions of a search: a model with a query prompt puts it in front. */
  public ModelOptions forQueries() {
    return new ModelOptions(threads, Purpose.QUERY, device, limit, pictures);
  }
}
