package io.nearfield.index.kernel;

import java.lang.reflect.InvocationTargetException;

/** Chooses the kernels once per JVM: the vector unit where it can be had, plain Java elsewhere. */
final class KernelProvider {

  static final String PROPERTY = "nearfield.kernels";

  private KernelProvider() {}

  /** What was chosen, and why not the vector unit when it was not. */
  record Choice(KernelSupport kernels, String reason) {}

  /**
   * Chooses.
   *
   * @param forced {@code scalar}, {@code simd}, or null for the best that works
   * @throws IllegalStateException when {@code simd} is forced and cannot be had
   * @throws IllegalArgumentException when {@code forced} is something else
   */
  static Choice choose(String forced) {
    if (forced == null || forced.isBlank()) {
      try {
        return new Choice(simd(), "");
      } catch (IllegalStateException e) {
        return new Choice(new ScalarKernels(), e.getMessage());
      }
    }
    return switch (forced) {
      case "scalar" -> new Choice(new ScalarKernels(), "forced by -D" + PROPERTY + "=scalar");
      case "simd" -> new Choice(simd(), "");
      default ->
          throw new IllegalArgumentException(
              "Cannot choose kernels: -D%s must be scalar or simd, got '%s'"
                  .formatted(PROPERTY, forced));
    };
  }

  private static KernelSupport simd() {
    try {
      return (KernelSupport)
          Class.forName(
                  "io.nearfield.index.kernel.PanamaKernels",
                  true,
                  KernelProvider.class.getClassLoader())
              .getDeclaredConstructor()
              .newInstance();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof NoClassDefFoundError) {
        throw withoutModule(e.getCause());
      }
      throw new IllegalStateException(
          "Cannot use SIMD kernels: " + e.getCause().getMessage(), e.getCause());
    } catch (NoClassDefFoundError e) {
      throw withoutModule(e);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException("Cannot use SIMD kernels: " + e, e);
    }
  }

  // The module may also have been loaded late, above the boot layer: only its classes tell.
  private static IllegalStateException withoutModule(Throwable cause) {
    return new IllegalStateException(
        "Cannot use SIMD kernels: the JVM runs without --add-modules jdk.incubator.vector", cause);
  }
}
