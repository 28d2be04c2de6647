package io.nearfield.jobs;

import io.nearfield.index.kernel.VectorKernels;

/** Says which kernels a process computes with; started by {@link LauncherTest}. */
final class KernelProbe {

  private KernelProbe() {}

  public static void main(String[] arguments) {
    Simd.load();
    System.out.println(VectorKernels.provider() + " " + VectorKernels.providerReason());
  }
}
