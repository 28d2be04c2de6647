package io.nearfield.spark.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.onnx.Device;
import org.junit.jupiter.api.Test;

class DeviceChoiceTest {

  private static final String[] NONE = {};

  @Test
  void aTaskComputesOnTheGpuThatSparkGaveIt() {
    assertThat(DeviceChoice.CUDA.of(new String[] {"3"}, false, true)).isEqualTo(Device.cuda(3));
    assertThat(DeviceChoice.AUTO.of(new String[] {"1", "2"}, false, true))
        .isEqualTo(Device.cuda(1));
    assertThat(DeviceChoice.CPU.of(new String[] {"1"}, false, true)).isEqualTo(Device.CPU);
  }

  @Test
  void withoutOneAutoIsTheCpuAndCudaIsRefusedWithTheRemedy() {
    assertThat(DeviceChoice.AUTO.of(NONE, false, true)).isEqualTo(Device.CPU);
    assertThat(DeviceChoice.AUTO.of(new String[] {"0"}, false, false)).isEqualTo(Device.CPU);
    assertThat(DeviceChoice.AUTO.of(NONE, true, true)).isEqualTo(Device.CPU);
    assertThatThrownBy(() -> DeviceChoice.CUDA.of(NONE, false, true))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("spark.executor.resource.gpu.amount=1")
        .hasMessageContaining("spark.task.resource.gpu.amount=1")
        .hasMessageContaining("--device cpu");
  }

  @Test
  void inLocalModeSparkGivesNoneAndTheFirstIsTaken() {
    assertThat(DeviceChoice.CUDA.of(NONE, true, true)).isEqualTo(Device.cuda(0));
    assertThat(DeviceChoice.CUDA.ofDriver(true)).isEqualTo(Device.cuda(0));
    assertThat(DeviceChoice.CUDA.ofDriver(false)).isEqualTo(Device.CPU);
    assertThat(DeviceChoice.AUTO.ofDriver(true)).isEqualTo(Device.CPU);
  }

  @Test
  void anAddressThatIsNoNumberIsNamed() {
    assertThatThrownBy(() -> DeviceChoice.AUTO.of(new String[] {"MIG-7f"}, false, true))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("'MIG-7f'")
        .hasMessageContaining("discoveryScript");
  }
}
