package io.nearfield.spark.embed;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.onnx.Device;
import io.nearfield.connect.onnx.Models;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/** On what a run wants to compute; which device that is, each task finds out where it runs. */
public enum DeviceChoice {
  /** The GPU that Spark gave the task, if ONNX Runtime is built for it; else the CPU. */
  AUTO,
  CPU,
  /** The GPU that Spark gave the task; in local mode, where Spark gives none, the first one. */
  CUDA;

  /** Spark's name for GPUs, in {@code spark.task.resource.gpu.amount} and the like. */
  static final String RESOURCE = "gpu";

  /** The device of the task that is running on this thread. */
  Device ofTask(boolean local) {
    TaskContext task = TaskContext.get();
    Map<String, ResourceInformation> given = task == null ? Map.of() : task.resourcesJMap();
    ResourceInformation gpus = given.get(RESOURCE);
    String[] addresses = gpus == null ? new String[0] : gpus.addresses();
    return of(addresses, local, Models.cudaBuiltIn());
  }

  /** The device on which the driver looks at a model: that of its tasks if they run here. */
  Device ofDriver(boolean local) {
    return this == CUDA && local ? Device.cuda(0) : Device.CPU;
  }

  /**
   * The device.
   *
   * @param addresses of the GPUs that Spark gave the task
   * @param local whether tasks run in the driver's process
   * @param cudaBuiltIn whether this process could use a GPU
   */
  Device of(String[] addresses, boolean local, boolean cudaBuiltIn) {
    if (this == CPU || (this == AUTO && (addresses.length == 0 || !cudaBuiltIn))) {
      return Device.CPU;
    }
    if (addresses.length > 0) {
      return Device.cuda(number(addresses[0]));
    }
    if (local) {
      return Device.cuda(0);
    }
    throw new NearfieldException(
        "Cannot embed on a GPU: Spark gave this task none; start with"
            + " --conf spark.executor.resource.gpu.amount=1"
            + " --conf spark.task.resource.gpu.amount=1"
            + " and a discovery script (spark.executor.resource.gpu.discoveryScript), or give"
            + " --device cpu");
  }

  private static int number(String address) {
    try {
      return Integer.parseInt(address.strip());
    } catch (NumberFormatException e) {
      throw new NearfieldException(
          "Cannot embed on GPU '"
              + address
              + "': its address must be the number that CUDA gives it; correct the script in"
              + " spark.executor.resource.gpu.discoveryScript",
          e);
    }
  }
}
