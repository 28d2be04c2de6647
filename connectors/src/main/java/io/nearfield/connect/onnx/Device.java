package io.nearfield.connect.onnx;

import java.io.Serializable;

/**
 * What a model computes on.
 *
 * @param kind the sort of processor
 * @param number which one of its sort; 0 for the CPU
 */
public record Device(Kind kind, int number) implements Serializable {

  /** The processors that a model can be run on. */
  public enum Kind {
    CPU,
    CUDA
  }

  public static final Device CPU = new Device(Kind.CPU, 0);

  public Device {
    if (kind == null || number < 0 || (kind == Kind.CPU && number != 0)) {
      throw new IllegalArgumentException(
          "Cannot run a model on device " + number + " of " + kind + ": there is no such device");
    }
  }

  /** A GPU by the number that CUDA gives it in this process. */
  public static Device cuda(int number) {
    return new Device(Kind.CUDA, number);
  }

  /** For messages: {@code the CPU}, {@code CUDA device 1}. */
  @Override
  public String toString() {
    return kind == Kind.CPU ? "the CPU" : "CUDA device " + number;
  }
}
