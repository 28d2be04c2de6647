package io.nearfield.jobs;

import io.nearfield.index.kernel.VectorKernels;
import java.lang.reflect.Method;
import org.slf4j.LoggerFactory;

/**
 * Brings the incubating SIMD module into a running JVM.
 *
 * <p>{@code --add-modules jdk.incubator.vector} does the same, but makes every command greet its
 * user with a warning. The JDK loads modules late itself, for agents, through an internal class;
 * the launcher exports that class's package to us. Where that is not so, or the JDK has changed,
 * nothing happens and the scalar kernels serve.
 */
public final class Simd {

  private static final String MODULE = "jdk.incubator.vector";

  private Simd() {}

  /** Loads the module and puts into the log which kernels this process computes with. */
  public static void start() {
    load();
    String reason = VectorKernels.providerReason();
    LoggerFactory.getLogger(Simd.class)
        .info(
            "Vector kernels: {}{}",
            VectorKernels.provider(),
            reason.isEmpty() ? "" : " (" + reason + ")");
  }

  /** Loads the module if it is not there yet; returns whether it is there now. */
  public static boolean load() {
    if (ModuleLayer.boot().findModule(MODULE).isPresent()) {
      return true;
    }
    try {
      Method loadModule =
          Class.forName("jdk.internal.module.Modules").getMethod("loadModule", String.class);
      return loadModule.invoke(null, MODULE) != null;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false;
    }
  }
}
